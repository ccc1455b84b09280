"""Addresses of certificates. They name a number that cannot be guessed, and no person."""

from django.urls import path

from awareness.learning import certificateviews as views

app_name = "certificates"
urlpatterns = [
    path("me/certificates/", views.mine, name="mine"),
    path("me/certificates/make/", views.make, name="make"),
    path("me/certificates/<slug:serial>/withdraw/", views.withdraw, name="withdraw"),
    path("me/certificates/<slug:serial>.pdf", views.take, name="take"),
    path("certificates/<slug:serial>/", views.check, name="check"),
]
