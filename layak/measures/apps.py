from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "layak.measures"
    label = "measures"
