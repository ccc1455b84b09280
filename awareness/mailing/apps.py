from django.apps import AppConfig


class MailingConfig(AppConfig):
    name = "awareness.mailing"
    label = "mailing"
    verbose_name = "Who is written to"

    def ready(self) -> None:
        from awareness.mailing.digest import register_kinds

        register_kinds()
