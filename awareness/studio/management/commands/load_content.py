"""`manage.py load_content [PATH…]`: content from files into the database, all or nothing."""

from awareness.studio.checks import examine
from awareness.studio.command import ContentCommand
from awareness.studio.load import load


class Command(ContentCommand):
    help = "Load the content files. What does not pass every check loads nothing."

    def handle(self, *, packs, verbosity, **options):
        content = self.read(packs)
        checked = examine(content)
        if checked.errors:
            self.refuse(checked.errors, "Nothing was loaded.")
        for change in load(content, checked.built):
            if verbosity:
                self.stdout.write(str(change))
