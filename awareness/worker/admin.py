"""The engine's pages are taken out of `/structure/`: its rows name people and times."""

from django.contrib import admin
from django_ox.models import OxSchedule, OxTask

admin.site.unregister((OxTask, OxSchedule))
