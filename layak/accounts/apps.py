from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "layak.accounts"
    label = "accounts"
