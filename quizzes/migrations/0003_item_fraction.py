"""What an item counts stands on the item, so that counting over everybody looks for no grade."""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def fill(apps, schema_editor):
    """Items of finished attempts are worth what their newest grade says; as `actions` does it."""
    grades = apps.get_model("quizzes", "Grade").objects.using(schema_editor.connection.alias)
    items = apps.get_model("quizzes", "AttemptItem").objects.using(schema_editor.connection.alias)
    newest = (
        grades.filter(response__item=OuterRef("pk"), response__is_final=True)
        .order_by("-pk")
        .values("fraction")[:1]
    )
    items.filter(attempt__state="finished").update(fraction=Subquery(newest))


class Migration(migrations.Migration):

    dependencies = [
        ("quizzes", "0002_ordering_and_matching"),
    ]

    operations = [
        migrations.AddField(
            model_name="attemptitem",
            name="fraction",
            field=models.FloatField(null=True),
        ),
        migrations.AddConstraint(
            model_name="attemptitem",
            constraint=models.CheckConstraint(
                condition=Q(fraction__isnull=True) | Q(fraction__gte=0, fraction__lte=1),
                name="quizzes_item_fraction_0_to_1",
            ),
        ),
        # Backwards there is nothing to do: the grades are where they were.
        migrations.RunPython(fill, migrations.RunPython.noop),
        # Last, so that the rows just filled are entered once.
        migrations.AddIndex(
            model_name="attemptitem",
            index=models.Index(
                fields=["attempt", "version", "fraction"],
                condition=Q(fraction__isnull=False),
                name="quizzes_item_counted",
            ),
        ),
    ]
