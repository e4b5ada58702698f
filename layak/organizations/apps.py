from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "layak.organizations"
    label = "organizations"
