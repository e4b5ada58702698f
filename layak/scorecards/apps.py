from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    name = "layak.scorecards"
    label = "scorecards"
