"""Writes down the words of everybody who is here already."""

from django.db import migrations

from awareness.people.folding import words_of_identifier, words_of_name

BATCH = 2000


def fill(apps, schema_editor):
    user, identifier = (apps.get_model('people', name) for name in ('User', 'Identifier'))
    name_word, identifier_word = (
        apps.get_model('people', name) for name in ('NameWord', 'IdentifierWord')
    )
    write(name_word, 'person_id', user.objects.all(), 'name', words_of_name)
    usable = identifier.objects.filter(normal__isnull=False)
    write(identifier_word, 'identifier_id', usable, 'normal', words_of_identifier)


def write(model, of, rows, column, words_of):
    begin = 0
    while some := list(rows.filter(pk__gt=begin).order_by('pk').values_list('pk', column)[:BATCH]):
        model.objects.bulk_create(
            [model(**{of: pk, 'word': word.encode()}) for pk, text in some for word in words_of(text)],
            batch_size=BATCH,
        )
        begin = some[-1][0]


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0016_words_that_people_are_found_by'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
