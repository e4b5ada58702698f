from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "layak.ui"
    label = "ui"
