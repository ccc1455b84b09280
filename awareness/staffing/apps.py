from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "awareness.staffing"
    label = "staffing"
