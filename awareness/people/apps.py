from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "awareness.people"
    label = "people"

    def ready(self) -> None:
        from awareness.people import checks, mail  # noqa: F401  registers the check

        mail.register_kinds()
