from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "layak.operations"
    label = "operations"
