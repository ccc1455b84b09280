"""Sign-in and account addresses (allauth's, without sign-up)."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.account.urls"))]
