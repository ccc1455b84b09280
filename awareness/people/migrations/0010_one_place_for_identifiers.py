"""What people sign in with is in the table of identifiers alone."""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_move_what_people_sign_in_with'),
    ]

    operations = [
        migrations.AlterModelOptions('user', {'ordering': ('sort_key', 'id')}),
        migrations.AlterModelOptions('site', {'ordering': ('sort_key', 'id')}),
        migrations.AlterModelOptions('team', {'ordering': ('sort_key', 'id')}),
        migrations.RemoveConstraint('user', 'people_user_email_unique'),
        migrations.RemoveConstraint('user', 'people_user_number_unique'),
        migrations.RemoveConstraint('user', 'people_user_can_sign_in'),
        migrations.RemoveField('user', 'email'),
        migrations.RemoveField('user', 'employee_number'),
        migrations.RemoveField('user', 'sign_in'),
        migrations.AlterField('user', 'public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
    ]
