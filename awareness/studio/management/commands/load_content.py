"""`manage.py load_content [PATH…]`: content from files into the database, all or nothing."""

from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from awareness.studio.checks import examine
from awareness.studio.command import ContentCommand
from awareness.studio.load import load


class Command(ContentCommand):
    help = "Load the content files. What does not pass every check loads nothing."

    def handle(self, *, packs, verbosity, **options):
        migrations = MigrationExecutor(connection)
        if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run manage.py migrate first.")
        content = self.read(packs)
        checked = examine(content)
        if checked.errors:
            self.refuse(checked.errors, "Nothing was loaded.")
        for change in load(content, checked.built):
            if verbosity:
                self.stdout.write(str(change))
