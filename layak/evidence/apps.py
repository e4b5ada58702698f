from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "layak.evidence"
    label = "evidence"
