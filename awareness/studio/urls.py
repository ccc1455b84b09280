"""Addresses of the studio. Authors alone; modules also for HR."""

from django.urls import path

from awareness.studio import views

app_name = "studio"
urlpatterns = [
    path("", views.index, name="index"),
    path("questions/<path:key>/", views.question, name="question"),
    path("figures/<slug:report>/<path:key>/", views.figure, name="figure"),
]
