"""Four tables of loads move here from studio, with their names and every row."""

import django.db.models.deletion
from django.db import migrations, models

MOVED = ("firstloaded", "contentloaded", "figurechange", "stalemark")


def rename_content_types(apps, schema_editor):
    """So that no content type or permission of a model that is gone stays behind."""
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    types.filter(app_label="studio", model__in=MOVED).update(app_label="content")


def rename_back(apps, schema_editor):
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    types.filter(app_label="content", model__in=MOVED).update(app_label="studio")


def table(name, columns, meta):
    key = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
    options = {**meta, "db_table": f"studio_{name.lower()}"}
    return migrations.CreateModel(name, [("id", key), *columns], options)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("quizzes", "0002_ordering_and_matching"),
        ("studio", "0007_report_files"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                table(
                    "FirstLoaded",
                    [
                        ("day", models.DateField()),
                        (
                            "version",
                            models.OneToOneField(
                                "quizzes.questionversion",
                                django.db.models.deletion.CASCADE,
                                related_name="first_loaded",
                            ),
                        ),
                    ],
                    {},
                ),
                table(
                    "ContentLoaded",
                    [
                        ("fingerprint", models.CharField(blank=True, max_length=64)),
                        ("day", models.DateField()),
                    ],
                    {"ordering": ("-id",)},
                ),
                table(
                    "FigureChange",
                    [
                        ("figure", models.CharField(max_length=200)),
                        ("label", models.TextField(blank=True)),
                        ("changes", models.JSONField()),
                        ("day", models.DateField()),
                    ],
                    {"ordering": ("-id",)},
                ),
                table(
                    "StaleMark",
                    [
                        ("kind", models.CharField(max_length=10)),
                        ("key", models.CharField(max_length=200)),
                        ("title", models.TextField(blank=True)),
                        ("home", models.CharField(blank=True, max_length=200)),
                        (
                            "change",
                            models.ForeignKey(
                                "content.figurechange",
                                django.db.models.deletion.CASCADE,
                                related_name="marks",
                            ),
                        ),
                    ],
                    {
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("change", "kind", "key"), name="studio_stale_mark_once"
                            )
                        ]
                    },
                ),
            ]
        ),
        migrations.RunPython(rename_content_types, rename_back),
    ]
