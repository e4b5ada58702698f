from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "layak.home"
    label = "home"
