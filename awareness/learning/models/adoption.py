"""Two people of the employer have read a version and take it on."""

from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from awareness.learning.models.modules import ModuleVersion
from awareness.people.append_only import AppendOnly


class Adoption(AppendOnly):
    """Who took on which text, and when. A changed text has another hash and needs another row."""

    module_version = models.ForeignKey(ModuleVersion, models.PROTECT, related_name="adoptions")
    content_hash = models.CharField(max_length=64)
    first = models.CharField(max_length=120)
    second = models.CharField(max_length=120)
    # Their random ids: whoever has another name, or the name of another, is still told apart. None
    # where the names were given on the command line, or before there were ids.
    first_person = models.UUIDField(null=True, blank=True)
    second_person = models.UUIDField(null=True, blank=True)
    day = models.DateField()
    demo = models.BooleanField(default=False)  # counts in the demo alone, and says so
    # The row of the version before, which two people read: from that one this differs by spelling,
    # spacing and punctuation alone (decision 35). Names and day are theirs.
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    class Meta:
        constraints = [
            # Four eyes: one person cannot adopt for two, whatever the case of the letters.
            models.CheckConstraint(
                condition=~models.Q(Exact(Lower("first"), Lower("second"))),
                name="learning_adoption_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(first="") & ~models.Q(second=""),
                name="learning_adoption_people_named",
            ),
            # Nor under two names.
            models.CheckConstraint(
                condition=models.Q(first_person=None)
                | models.Q(second_person=None)
                | ~models.Q(first_person=models.F("second_person")),
                name="learning_adoption_two_ids",
            ),
            models.UniqueConstraint(
                fields=["module_version", "demo"], name="learning_adoption_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module_version_id}: {self.first}, {self.second}"
