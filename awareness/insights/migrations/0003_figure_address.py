"""Figures of web pages: where they were read, and when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0002_report_insights"),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="address",
            field=models.URLField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="figure",
            name="read_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
