from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "layak.facilities"
    label = "facilities"
