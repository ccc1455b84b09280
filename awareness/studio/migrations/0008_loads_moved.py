"""What loads write down belongs to content now; the tables stay as they are."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("content", "0001_from_studio"),
        ("studio", "0007_report_files"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "looked",
                    "mark",
                    models.OneToOneField(
                        "content.stalemark",
                        django.db.models.deletion.CASCADE,
                        related_name="looked",
                    ),
                ),
                migrations.DeleteModel("StaleMark"),
                migrations.DeleteModel("FigureChange"),
                migrations.DeleteModel("ContentLoaded"),
                migrations.DeleteModel("FirstLoaded"),
            ]
        ),
    ]
