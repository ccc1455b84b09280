"""Who somebody is: an identity of their own, what they sign in with, when they are here."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

import awareness.people.models.named


def named(model):
    return [
        migrations.AddField(
            model,
            'search_text',
            awareness.people.models.named.SearchTextField(default='', editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddField(
            model,
            'sort_key',
            awareness.people.models.named.SortKeyField(default=b''),
            preserve_default=False,
        ),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_say_what_is_wrong_in_words'),
    ]

    operations = [
        *named('site'),
        *named('team'),
        *named('user'),
        migrations.AddField('user', 'public_id', models.UUIDField(default=uuid.uuid4, editable=False, null=True)),
        migrations.AddField('user', 'start_day', models.DateField(blank=True, null=True, verbose_name='first day')),
        migrations.AddField('user', 'end_day', models.DateField(blank=True, null=True, verbose_name='last day')),
        migrations.AddField('user', 'language', models.CharField(blank=True, default='', max_length=12, verbose_name='language')),
        migrations.AddConstraint(
            'user',
            models.CheckConstraint(
                condition=models.Q(('start_day', None), ('end_day', None), ('end_day__gte', models.F('start_day')), _connector='OR'),
                name='people_user_ends_after_the_start',
                violation_error_message='The last day is the first day or later.',
            ),
        ),
        migrations.AddField('rolegrant', 'limited', models.BooleanField(default=False)),
        migrations.AddField('rolegrant', 'sites', models.ManyToManyField(blank=True, related_name='+', to='people.site')),
        migrations.AddField('rolegrant', 'countries', models.JSONField(blank=True, default=list)),
        migrations.AddConstraint(
            'rolegrant',
            models.CheckConstraint(
                condition=models.Q(('limited', False), ('role', 'hr'), _connector='OR'),
                name='people_grant_places_for_hr_only',
                violation_error_message='Only HR is limited to sites or countries.',
            ),
        ),
        migrations.CreateModel(
            name='Identifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('email', 'e-mail'), ('employee_number', 'employee number')], max_length=16)),
                ('typed', models.CharField(max_length=254)),
                ('normal', models.CharField(editable=False, max_length=254, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('normal',), name='people_identifier_one_person', violation_error_message='Somebody else signs in with this.'),
                    models.UniqueConstraint(fields=('person', 'kind'), name='people_identifier_one_of_a_kind', violation_error_message='This person has one already.'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_day', models.DateField(verbose_name='first day')),
                ('last_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('last_day', None), ('last_day__gte', models.F('first_day')), _connector='OR'), name='people_leave_ends_after_it_began', violation_error_message='Leave ends on its first day or later.'),
                    models.UniqueConstraint(fields=('person', 'first_day'), name='people_leave_begins_once_a_day', violation_error_message='Leave of this person begins on that day already.'),
                ],
            },
        ),
    ]
