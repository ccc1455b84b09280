"""Addresses of the ways in that HR makes."""

from django.urls import path

from awareness.staffing import code_views
from awareness.staffing import ways_in_views as views

app_name = "ways_in"
urlpatterns = [
    path("", views.ways_in, name="ways_in"),
    path("invite/", views.invite, name="invite"),
    path("print-codes/", views.print_codes, name="print_codes"),
    path("mail-password/", views.mail_password, name="mail_password"),
    path("ask/<uuid:person>/", code_views.ask_code, name="ask_code"),
    path("codes/<int:pk>/approve/", code_views.approve_code, name="approve_code"),
    path("codes/<int:pk>/put-away/", code_views.put_away_code, name="put_away_code"),
]
