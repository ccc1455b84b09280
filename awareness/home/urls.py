"""A person's own pages, and the pages that say how this place works."""

from django.urls import path

from awareness.home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("learn/", views.learn, name="learn"),
    path("me/", views.me, name="me"),
    path("recorded/", views.recorded, name="recorded"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("sources/", views.sources, name="sources"),
]
