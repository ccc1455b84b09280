"""Addresses of this room."""

from django.urls import path

from awareness.assignments import assign_views, views

app_name = "assignments"
urlpatterns = [
    path("hr/", views.today, name="today"),
    path("hr/people/", views.people, name="people"),
    path("hr/people/<int:pk>/youth/", views.youth, name="youth"),
    path("hr/export.csv", views.export, name="export"),
    path("hr/assign/", assign_views.assign, name="assign"),
    path("hr/assignments/", assign_views.assignments, name="assignments"),
    path("hr/assignments/<int:pk>/", assign_views.assignment, name="assignment"),
    path("hr/assignments/<int:pk>/withdraw/", assign_views.withdraw, name="withdraw"),
    path("hr/assignments/<int:pk>/restore/", assign_views.restore, name="restore"),
    path("team/", views.team, name="team"),
    path("team/export.csv", views.team_export, name="team_export"),
]
