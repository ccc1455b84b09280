"""Addresses of this room."""

from django.urls import path

from awareness.assignments import views

app_name = "assignments"
urlpatterns = [
    path("hr/", views.today, name="today"),
    path("hr/people/", views.people, name="people"),
    path("hr/people/<int:pk>/youth/", views.youth, name="youth"),
    path("hr/export.csv", views.export, name="export"),
    path("hr/assign/", views.assign, name="assign"),
    path("hr/withdraw/<int:pk>/", views.withdraw, name="withdraw"),
    path("team/", views.team, name="team"),
    path("team/export.csv", views.team_export, name="team_export"),
]
