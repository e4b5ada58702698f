from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "layak.reviews"
    label = "reviews"
