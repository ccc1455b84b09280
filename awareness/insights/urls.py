"""Addresses of this room."""

from django.urls import path

from awareness.insights import views

app_name = "insights"
urlpatterns = [
    path("", views.library, name="library"),
    path("search/", views.search, name="search"),
    path("disagreements/", views.disagreements, name="disagreements"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("reports/<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/", views.text, name="text"),
    path("<slug:report>/charts/<slug:key>.csv", views.chart_csv, name="chart_csv"),
    path("<slug:report>/<slug:slug>/", views.explainer, name="explainer"),
]
