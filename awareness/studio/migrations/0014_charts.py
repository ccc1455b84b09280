"""Drawings can be drafted."""

from django.db import migrations, models

KINDS = ["report", "figure", "table", "chart", "page", "question", "situation", "module", "subject",
         "file"]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("studio", "0013_zip_imports")]

    operations = [
        migrations.RemoveConstraint("draft", "studio_draft_kind_known"),
        migrations.AlterField(
            "draft",
            "kind",
            models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=12),
        ),
        migrations.AddConstraint(
            "draft",
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS), name="studio_draft_kind_known"
            ),
        ),
    ]
