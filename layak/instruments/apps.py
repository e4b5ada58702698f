from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "layak.instruments"
    label = "instruments"
