"""Makes of everybody who was asked, by whichever assignment, what they are asked now: one current
row a person and module, with the earliest due day they were told. What was withdrawn stays as
ended, and whoever had finished is done, by the completion that made it so."""

from collections import defaultdict
from datetime import UTC, datetime, time

from django.db import migrations

BATCH = 1000


def move(apps, schema_editor):
    model = {
        name: apps.get_model('assignments', name)
        for name in ('AssignedPerson', 'Ask', 'AskSource', 'AskChange')
    }
    rows = list(model['AssignedPerson'].objects.select_related('assignment').order_by('id'))
    together = defaultdict(list)  # rows of one ask
    for row in rows:
        ended = row.pk if row.withdrawn_on else None  # each of these is one of its own
        together[row.person_id, row.module_id, ended].append(row)
    completions = newest_completions(apps)
    asks = [
        (ask_of(model['Ask'], same, completions), same) for same in together.values()
    ]
    model['Ask'].objects.bulk_create([ask for ask, _same in asks], batch_size=BATCH)
    sources, changes = [], []
    for ask, same in asks:
        for row in first_of_each(same):
            sources.append(model['AskSource'](
                ask=ask, assignment_id=row.assignment_id, since=row.assigned_on,
                until=ask.ended_on, reason=ask.ended_reason,
            ))
        changes += changes_of(model['AskChange'], ask, same)
    model['AskSource'].objects.bulk_create(sources, batch_size=BATCH)
    model['AskChange'].objects.bulk_create(changes, batch_size=BATCH)


def newest_completions(apps):
    """By person and module: the completions, the newest first."""
    completions = defaultdict(list)
    rows = apps.get_model('learning', 'Completion').objects.order_by('-day', '-id')
    for row in rows.values_list('learner', 'module_version__module', 'pk', 'day'):
        completions[row[:2]].append(row[2:])
    return completions


def ask_of(model, same, completions):
    """One ask of rows of the same person and module."""
    row, asked_on = same[0], min(row.assigned_on for row in same)
    due_on, ended = min(row.due_on for row in same), row.withdrawn_on
    done = next(
        ((pk, day) for pk, day in completions[row.person_id, row.module_id]
         if ended is None or day <= ended),
        (None, None),
    )
    reason = ''
    if ended:  # nothing else has ended one so far
        reason = 'withdrawn' if row.assignment.withdrawn_on == ended else 'youth'
    return model(
        person_id=row.person_id, module_id=row.module_id, asked_on=asked_on, first_due_on=due_on,
        due_on=due_on, counts_from=min(filter(None, (asked_on, done[1]))), completion_id=done[0],
        done_on=done[1], ended_on=ended, ended_reason=reason,
    )


def first_of_each(rows):
    """Those of the rows that are the first of their assignment."""
    return {row.assignment_id: row for row in reversed(rows)}.values()


def changes_of(model, ask, rows):
    """What is known to have happened to it. Only days were kept: each stands for its noon."""
    made = [model(ask=ask, kind='asked', day_after=ask.due_on, at=noon(ask.asked_on))]
    if ask.done_on:
        made.append(model(ask=ask, kind='done', day_after=ask.done_on, at=noon(ask.done_on)))
    if ask.ended_on:
        made.append(model(
            ask=ask, kind='ended', code=ask.ended_reason, at=noon(ask.ended_on),
            by_id=rows[0].assignment.withdrawn_by_id if ask.ended_reason == 'withdrawn' else None,
        ))
    return made


def noon(day):
    return datetime.combine(day, time(12), UTC)


class Migration(migrations.Migration):
    dependencies = [('assignments', '0003_what_each_person_is_asked')]
    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
