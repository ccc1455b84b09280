"""Who is asked what stands in one table now: the one before it was moved by 0004."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('assignments', '0004_move_who_was_asked')]
    operations = [migrations.DeleteModel(name='AssignedPerson')]
