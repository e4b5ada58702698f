from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "layak.activities"
    label = "activities"
