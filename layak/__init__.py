"""Layak: an open platform for the child-friendly city (KLA) cycle."""

__version__ = "0.1.0"
