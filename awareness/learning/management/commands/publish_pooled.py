"""What the nightly schedule does: tell authors anew how questions work, where enough answered."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from awareness.learning.publish_pooled import publish_pooled


class Command(BaseCommand):
    help = (
        "Publish numbers over many people, where enough more have answered since the last time. "
        "The background worker does it every night; by hand it is for an installation without one."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        publish_pooled(timezone.now())
        self.stdout.write("Done. Authors see what there is under Studio, How questions work.")
