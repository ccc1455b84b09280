"""Gives everybody an identity of their own, and moves e-mail addresses and employee numbers to the
table of identifiers. Nobody is merged: where two would sign in with the same, one keeps it, the
other's stays written down without being of use, and both are named in words."""

import sys
from collections import defaultdict
from uuid import uuid4

from django.db import migrations

from awareness.people.folding import fold, sort_key
from awareness.people.normal_forms import normal_form, without_unseen

BATCH = 1000
KINDS = {'email': 'e-mail address', 'employee_number': 'employee number'}


def move(apps, schema_editor):
    for model in ('Site', 'Team', 'User'):
        fill_names(apps.get_model('people', model))
    people = list(apps.get_model('people', 'User').objects.order_by('pk'))
    asking = defaultdict(list)  # by normal form: (person, kind, as typed)
    for person in people:
        for kind in KINDS:
            if typed := getattr(person, kind):
                asking[normal_form(typed)].append((person, kind, typed))
    identifier = apps.get_model('people', 'Identifier')
    rows, collisions = [], []
    for normal, wanted in asking.items():
        wanted.sort(key=lambda each: first_in_line(normal, *each))
        for number, (person, kind, typed) in enumerate(wanted):
            usable = normal and len(normal) <= 254 and not number
            rows.append(identifier(
                person=person, kind=kind, typed=without_unseen(typed) or typed,
                normal=normal if usable else None,
            ))
        if len({person.pk for person, _kind, _typed in wanted}) > 1:
            collisions.append(wanted)
    identifier.objects.bulk_create(rows, batch_size=BATCH)
    report(collisions)


def fill_names(model):
    rows = list(model.objects.order_by('pk'))
    fields = ['search_text', 'sort_key']
    for row in rows:
        row.search_text, row.sort_key = fold(row.name)[:400], sort_key(row.name)
        if hasattr(row, 'public_id'):
            row.public_id = uuid4()
    if hasattr(model, 'public_id'):
        fields.append('public_id')
    model.objects.bulk_update(rows, fields, batch_size=BATCH)


def first_in_line(normal, person, kind, typed):
    """Who keeps it: somebody who is here, who signed in with it, by exactly this spelling."""
    return (not person.is_active, normal_form(person.sign_in) != normal, typed.lower() != normal,
            person.pk)


def report(collisions):
    for (person, kind, typed), *others in collisions:
        for other, kind_of_other, typed_of_other in others:
            if other.pk == person.pk:
                continue
            print(
                f'The {KINDS[kind_of_other]} {typed_of_other!r} of {other.name} (number {other.pk}) '
                f'looks the same as the {KINDS[kind]} {typed!r} of {person.name} (number '
                f'{person.pk}). Nobody was merged: {other.name} cannot sign in with it until a '
                'superuser has given one of them another under /structure/.',
                file=sys.stderr,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_who_somebody_is'),
    ]

    operations = [
        migrations.RunPython(move),
    ]
