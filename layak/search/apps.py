from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "layak.search"
    verbose_name = "pencarian"
