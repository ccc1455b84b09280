"""An assignment reaches everybody at its sites whom its module is for: there was never another kind
of audience, and nothing read the column."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assignments", "0001_initial")]
    operations = [migrations.RemoveField(model_name="assignment", name="audience")]
