"""Addresses of sites and teams, as HR keeps them."""

from django.urls import path

from awareness.staffing import closing_views as closing
from awareness.staffing import place_views as views

app_name = "places"
urlpatterns = [
    path("", views.places, name="places"),
    path("site/", views.add_site, name="add_site"),
    path("site/<slug:slug>/", views.edit_site, name="edit_site"),
    path("site/<slug:slug>/remove/", views.remove_site, name="remove_site"),
    path("team/", views.add_team, name="add_team"),
    path("team/<slug:slug>/", views.edit_team, name="edit_team"),
    path("team/<slug:slug>/remove/", views.remove_team, name="remove_team"),
    path("<slug:kind>/<slug:slug>/close/", closing.close, name="close"),
    path("<slug:kind>/<slug:slug>/merge/", closing.merge, name="merge"),
    path("<slug:kind>/<slug:slug>/reopen/", closing.reopen, name="reopen"),
]
