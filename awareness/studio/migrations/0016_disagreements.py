"""Disagreements can be drafted; what authors decided about pairs that may be one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KINDS = ["report", "figure", "table", "chart", "page", "question", "situation", "module",
         "discrepancy", "subject", "file"]  # fmt: skip
CODES = [
    ("taken", "taken as a disagreement"), ("refused", "refused"), ("brought_back", "brought back"),
]  # fmt: skip
REASONS = [
    ("other_thing", "They are about different things"),
    ("other_people", "Other people were asked, or at another time"),
    ("rounding", "It is rounding, or says the same in other words"),
    ("read_wrong", "A number was read wrongly here"),
    ("small", "It makes no difference to anybody"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("studio", "0015_offer_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

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
        migrations.CreateModel(
            name="PairDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("at", models.DateTimeField()),
                ("subject", models.SlugField(max_length=80)),
                ("names", models.JSONField()),
                ("code", models.CharField(choices=CODES, max_length=12)),
                ("reason", models.CharField(blank=True, choices=REASONS, max_length=12)),
                ("words", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pairs",
                        to="studio.draft",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["subject", "id"], name="studio_pair_of_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(code__in=[code for code, _words in CODES]),
                        name="studio_pair_code_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            code="refused", reason__in=[code for code, _words in REASONS]
                        )
                        | (~models.Q(code="refused") & models.Q(reason="")),
                        name="studio_pair_refused_why",
                    ),
                ],
            },
        ),
    ]
