"""Addresses of this room."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from awareness.workplace import views
from awareness.workplace.models import StatementTopic


class PositionConverter(IntConverter):
    """First, second, or the trusted adult."""

    regex = "[123]"


class PlaceConverter(StringConverter):
    """A jurisdiction: SE, or GB-ENG."""

    regex = "[A-Z]{2}(?:-[A-Z0-9]{1,3})?"


class SubjectConverter(StringConverter):
    """A line of the checklist."""

    regex = "|".join(StatementTopic.values)


register_converter(SubjectConverter, "subject")
register_converter(PlaceConverter, "place")
register_converter(PositionConverter, "position")

app_name = "workplace"
urlpatterns = [
    path("help/", views.help, name="help"),
    path("help/<slug:token>/", views.card, name="card"),
    path("workplace/", views.ready, name="ready"),
    path("workplace/subject/<int:number>/", views.choose, name="choose"),
    path("workplace/mail/", views.test_mail, name="test_mail"),
    path("workplace/said/<subject:subject>/", views.state, name="state"),
    path("workplace/law/<place:place>/", views.legal, name="legal"),
    path("workplace/law/<place:place>/withdraw/", views.withdraw_legal, name="withdraw_legal"),
    path("workplace/<slug:slug>/site/", views.setting, name="setting"),
    path("workplace/<slug:slug>/link/", views.link, name="link"),
    path("workplace/<slug:slug>/contact/<position:position>/", views.contact, name="contact"),
    path("workplace/<slug:slug>/policy/", views.policy, name="policy"),
    path("workplace/<slug:slug>/lines/", views.lines, name="lines"),
    path("workplace/<slug:slug>/lines/<slug:need>/", views.own_line, name="own_line"),
    path("workplace/<slug:slug>/lines/<int:pk>/retire/", views.retire_line, name="retire_line"),
]
