"""Addresses of this room."""

from django.urls import path, register_converter

from awareness.workplace import views
from awareness.workplace.models import Need


class NeedConverter:
    """One of the four needs; anything else is no address."""

    regex = "|".join(Need.values)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PositionConverter(NeedConverter):
    """First or second."""

    regex = "[12]"

    def to_python(self, value: str) -> int:
        return int(value)


register_converter(NeedConverter, "need")
register_converter(PositionConverter, "position")

app_name = "workplace"
urlpatterns = [
    path("help/", views.help, name="help"),
    path("workplace/", views.ready, name="ready"),
    path("workplace/<slug:slug>/contact/<position:position>/", views.contact, name="contact"),
    path("workplace/<slug:slug>/policy/", views.policy, name="policy"),
    path("workplace/<slug:slug>/lines/", views.lines, name="lines"),
    path("workplace/<slug:slug>/lines/<need:need>/", views.own_line, name="own_line"),
    path("workplace/<slug:slug>/lines/<int:pk>/retire/", views.retire_line, name="retire_line"),
]
