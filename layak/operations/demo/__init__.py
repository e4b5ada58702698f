"""The Serang 2023 demo: a city's whole sheet, written as data and loaded through the services."""

from layak.operations.demo.load import load

__all__ = ["load"]
