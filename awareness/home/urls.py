"""A person's own pages, and the pages that say how this place works."""

from django.urls import path

from awareness.home import back, me, views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("back/", back.back, name="back"),
    path("learn/", views.learn, name="learn"),
    path("me/", me.me, name="me"),
    path("me/prefer/", me.prefer, name="prefer"),
    path("me/employer/", me.employer_sees, name="employer_sees"),
    path("me/address/", me.prove_address, name="prove_address"),
    path("me/record.json", me.record_json, name="record_json"),
    path("me/record.zip", me.record_sheets, name="record_sheets"),
    path("recorded/", views.recorded, name="recorded"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("sources/", views.sources, name="sources"),
]
