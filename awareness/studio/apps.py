from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "awareness.studio"
    label = "studio"

    def ready(self) -> None:
        from awareness.studio import review_mail

        review_mail.register_kinds()
