"""Addresses of what people finished in an earlier system."""

from django.urls import path

from awareness.staffing import earlier_views as views

app_name = "earlier"
urlpatterns = [
    path("", views.choose, name="choose"),
    path("list/", views.completions, name="completions"),
    path("<uuid:pk>/", views.batch, name="batch"),
    path("<uuid:pk>/import/", views.import_batch, name="import_batch"),
    path("<uuid:pk>/take-back/", views.take_back, name="take_back"),
]
