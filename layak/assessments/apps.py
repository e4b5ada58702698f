from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "layak.assessments"
    label = "assessments"
