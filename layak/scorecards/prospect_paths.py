"""Paths of forecasts and plans, beside those of the sheets."""

from django.urls import URLPattern, path

from layak.scorecards.views import plans, prospect_items, prospects, step_hours

urlpatterns: list[URLPattern] = [
    path("<int:pk>/perkiraan/", prospects.show, name="prospect"),
    path("<int:pk>/perkiraan/cari/", prospects.suggest, name="prospect-suggest"),
    path("<int:pk>/perkiraan/simpan/", prospects.save, name="plan-save"),
    path("<int:pk>/perkiraan/butir/", prospect_items.show, name="prospect-items"),
    path("<int:pk>/perkiraan/jam/", step_hours.edit, name="step-hours"),
    path("rencana/<int:pk>/", plans.show, name="plan"),
    path("rencana/<int:pk>/serahkan/", plans.hand_over, name="plan-hand-over"),
    path("rencana/<int:pk>/hapus/", plans.remove, name="plan-remove"),
]
