from django.apps import AppConfig


class BankConfig(AppConfig):
    name = "awareness.bank"
    label = "bank"
