from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "awareness.outbox"
    label = "outbox"
    verbose_name = "Mail"

    def ready(self) -> None:
        from awareness.outbox.bounces import listen

        listen()
