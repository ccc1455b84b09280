from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "awareness.learning"
    label = "learning"

    def ready(self) -> None:
        from awareness.learning import sealing  # noqa: F401  (hears of seals)
