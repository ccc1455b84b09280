"""Addresses of the list of staff and of one page a person."""

from django.urls import path

from awareness.staffing import people_views as views
from awareness.staffing import selection_views as selection

app_name = "staff"
urlpatterns = [
    path("", selection.staff, name="staff"),
    path("end/", selection.end_people, name="end_people"),
    path("move/", selection.move_people, name="move_people"),
    path("add/", views.add_person, name="add_person"),
    path("<uuid:person>/", views.show_person, name="show_person"),
    path("<uuid:person>/edit/", views.edit_person, name="edit_person"),
    path("<uuid:person>/end/", views.end_person, name="end_person"),
    path("<uuid:person>/bring-back/", views.bring_back, name="bring_back"),
    path("<uuid:person>/leave/", views.put_on_leave, name="put_on_leave"),
    path("<uuid:person>/leave/cancel/", views.cancel_leave, name="cancel_leave"),
]
