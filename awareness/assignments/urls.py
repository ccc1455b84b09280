"""Addresses of this room."""

from django.urls import path

from awareness.assignments import (
    assign_views,
    desk_views,
    reading_views,
    selection_views,
    team_views,
    views,
)

app_name = "assignments"
urlpatterns = [
    path("hr/", desk_views.today, name="today"),
    path("hr/people/", desk_views.people, name="people"),
    path("hr/people/change/", selection_views.change_asks, name="change_asks"),
    path("hr/people/take-back/<int:pk>/", selection_views.take_back, name="take_back"),
    path("hr/people/<int:pk>/youth/", views.youth, name="youth"),
    path("hr/export.csv", desk_views.export, {"kind": "csv"}, name="export"),
    path("hr/export.xlsx", desk_views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("hr/over-time/", desk_views.show_over_time, name="over_time"),
    path("hr/over-time.csv", desk_views.export_over_time, {"kind": "csv"}, name="over_time_csv"),
    path("hr/over-time.xlsx", desk_views.export_over_time, {"kind": "xlsx"}, name="over_time_xlsx"),
    path("hr/assign/", assign_views.assign, name="assign"),
    path("hr/assignments/", assign_views.assignments, name="assignments"),
    path("hr/assignments/<int:pk>/", assign_views.assignment, name="assignment"),
    path("hr/assignments/<int:pk>/withdraw/", assign_views.withdraw, name="withdraw"),
    path("hr/assignments/<int:pk>/restore/", assign_views.restore, name="restore"),
    path("hr/modules/", reading_views.modules, name="modules"),
    path("team/", team_views.team, name="team"),
    path("team/export.csv", team_views.export, {"kind": "csv"}, name="team_export"),
    path("team/export.xlsx", team_views.export, {"kind": "xlsx"}, name="team_export_xlsx"),
]
