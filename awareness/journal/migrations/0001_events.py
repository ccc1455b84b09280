"""Events, and what lets the database refuse to change one.

A later migration that alters a table of SQLite makes it anew, without its triggers: it has to call
`guard` again (tests/journal/test_sealed.py fails where one did not).
"""

from django.db import migrations, models

TABLES = ('journal_event', 'journal_seal')
WORDS = 'what stands in the journal is never changed'

FUNCTION = f"""
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM journal_seal) THEN
    RAISE EXCEPTION '{WORDS}';
  END IF;
  IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NULL;
END $$ LANGUAGE plpgsql
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(FUNCTION)
        for table in TABLES:
            schema_editor.execute(
                f'CREATE OR REPLACE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} '
                'FOR EACH ROW EXECUTE FUNCTION journal_refuse()'
            )
            schema_editor.execute(
                f'CREATE OR REPLACE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} '
                'FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()'
            )
        return
    for table in TABLES:
        for verb, row in (('update', 'OLD'), ('delete', 'OLD'), ('insert', 'NEW')):
            # INSERT OR REPLACE would take a row away without a DELETE.
            there = f'AND EXISTS (SELECT 1 FROM {table} WHERE id = {row}.id)'
            schema_editor.execute(
                f'CREATE TRIGGER IF NOT EXISTS {table}_{verb} BEFORE {verb} ON {table} '
                f'WHEN EXISTS (SELECT 1 FROM journal_seal) {there} '
                f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(max_length=40)),
                ('subject', models.UUIDField(null=True)),
                ('actor', models.UUIDField(null=True)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'id'], name='journal_event_subject')],
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
