from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "awareness.studio"
    label = "studio"

    def ready(self) -> None:
        from awareness.studio.reviews import mail as review_mail

        review_mail.register_kinds()
