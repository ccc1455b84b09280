"""What was adopted stood open for reading, by that alone: it stays so until HR closes it."""

from django.db import migrations
from django.utils import timezone


def open_what_was_open(apps, schema_editor):
    module = apps.get_model('learning', 'Module')
    opened = apps.get_model('learning', 'Opened')
    adopted = module.objects.filter(opt_in=False, versions__adoptions__demo=False).distinct()
    day = timezone.localdate()
    opened.objects.bulk_create(
        opened(module=each, is_open=True, day=day, by=None) for each in adopted.order_by('pk')
    )


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0012_hr_opens_modules'),
    ]

    operations = [migrations.RunPython(open_what_was_open, migrations.RunPython.noop)]
