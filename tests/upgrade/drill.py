"""An upgrade, as an operator does it: migrate, load the content, and people go on.

`python -m tests.upgrade.drill FOLDER` does it to the restored database of DATABASE_URL, with the
release's content in FOLDER/content and FOLDER/written, and writes what it saw to FOLDER/seen.json.
A process of its own: the database of the other tests stays out of it.
"""

import gc
import json
import os
import sys
from collections import Counter
from hashlib import sha256
from io import StringIO
from pathlib import Path

import django
from bs4 import BeautifulSoup

from tests.upgrade import shape
from tests.upgrade.story import PASSWORD, answer_page, employer, mail, person, post, signed_in

WAY_ON = "Fia Lund"  # stopped in the middle of a check
PAGES = {
    "Alice Lind": ("/learn/", "/me/", "/me/record.json", "/me/certificates/", "/recorded/"),
    "Mia Norling": ("/team/", "/learn/"),
    "Eva Holm": ("/hr/", "/hr/people/", "/workplace/", "/studio/modules/"),
    "Ada Berg": ("/studio/", "/studio/stale/", "/studio/remarks/", "/studio/statistics/"),
    "Emil Young": ("/learn/", "/help/"),
    "Rut Sjödin": ("/structure/people/user/",),
}


def drill(deliberate: set[str]) -> dict:
    """All that test_upgrade.py asks; `deliberate` are tables and table.columns left out."""
    from django.core.management import call_command
    from django.db import connection

    seen = {"restored": held(connection)}
    names = {
        table: [name for name in columns if f"{table}.{name}" not in deliberate]
        for table, columns in shape.columns(connection).items()
        if table not in deliberate
    }
    before = {table: shape.rows(connection, table, columns) for table, columns in names.items()}
    call_command("migrate", verbosity=0)
    seen["migrated"] = held(connection)
    seen["lost"] = lost(connection, before, names)
    seen["loaded"] = [load() for _time in range(2)]
    seen["after_loading"] = held(connection)
    seen["certificates"] = [certificate(*each) for each in owners()]
    seen["pages"] = {
        f"{name}: {page}": signed_in(name).get(page).status_code
        for name, pages in PAGES.items()
        for page in pages
    }
    seen["pages"] |= help_cards()
    seen["went_on"] = go_on()
    connection.close()
    return seen


def held(connection) -> dict:
    return {
        "counts": shape.counts(connection),
        "columns": shape.columns(connection),
        "facts": shape.facts(connection),
        "certificates": shape.certificates(connection),
    }


def lost(connection, before: dict[str, Counter], names: dict[str, list[str]]) -> dict[str, list]:
    """By table: rows that are no longer there as they were, in the columns that still are."""
    now, gone = shape.columns(connection), {}
    for table, rows in before.items():
        if table not in now:
            gone[table] = [f"the whole table, {rows.total()} rows"]
            continue
        kept = [name for name in names[table] if name in now[table]]
        places = [names[table].index(name) for name in kept]
        old = Counter()
        for row, times in rows.items():
            old[tuple(row[place] for place in places)] += times
        if missing := old - shape.rows(connection, table, kept):
            gone[table] = [repr(row) for row in missing]
    return gone


def load() -> list[str]:
    """What loading said; `--again` reads and checks everything, whatever was loaded before."""
    from django.core.management import call_command

    said = StringIO()
    call_command("load_content", again=True, stdout=said)
    return said.getvalue().splitlines()


def owners() -> list[tuple]:
    from awareness.learning.models import Certificate

    rows = Certificate.objects.select_related("completion__learner", "revocation").order_by("pk")
    return [(row, row.completion.learner) for row in rows]


def certificate(row, owner) -> dict:
    """Its check page, as a stranger sees it, and the file, as its owner takes it."""
    from django.test import Client

    page = Client().get(f"/certificates/{row.serial}/").content.decode()
    client = Client()
    client.force_login(owner)
    file = client.get(f"/me/certificates/{row.serial}.pdf") if owner.is_active else None
    return {
        "serial": row.serial,
        "name": row.name,
        "withdrawn": hasattr(row, "revocation"),
        "left": not owner.is_active,
        "page_names": row.name in page,
        "file": sha256(file.content).hexdigest() if file else None,
    }


def help_cards() -> dict[str, int]:
    """The cards that hang on a wall still open for whoever has their address."""
    from django.test import Client

    from awareness.workplace.models import HelpLink

    live = HelpLink.objects.filter(ended_on=None).select_related("site")
    return {
        f"card of {link.site}": Client().get(f"/help/{link.token}/").status_code for link in live
    }


def go_on() -> dict:
    """Somebody signs in with their password and does the rest of what they had begun."""
    from django.test import Client

    from awareness.learning.models import Completion, Enrolment
    from quizzes.queries import latest_attempt

    client, user = Client(), person(WAY_ON)
    own = Enrolment.objects.get(learner=user, module__slug="lost-property")
    typed = {"login": mail(WAY_ON), "password": PASSWORD}
    to = post(client, "/account/login/", typed)["Location"]
    page, version = "/learn/lost-property/check/", own.module_version.label
    filed = f"module:lost-property:{version}:check"
    begun = latest_attempt(user, filed).pk
    answer_page(client, page, f"{page}answer/", user, filed)
    last = "/learn/lost-property/your-contact/"
    form = BeautifulSoup(client.get(last).content, "html.parser")
    fields = form.select_one(f'form[action="{last}go-on/"]').select("input[name]")
    # The first of several choices: the contact who is named first.
    chosen = {each["name"]: each["value"] for each in reversed(fields)}
    post(client, f"{last}go-on/", chosen)
    done = Completion.objects.get(learner=user, module_version__module__slug="lost-property")
    return {
        "to": to,
        "same_attempt": latest_attempt(user, filed).pk == begun,
        "version": [version, done.module_version.label],
        "done": client.get("/learn/lost-property/done/").status_code,
    }


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "awareness.settings"
    django.setup()
    gc.freeze()  # then migrating takes a fifth less
    with employer(folder, "Harbour Goods and Sons"):
        seen = drill(set(sys.argv[2:]))
    (folder / "seen.json").write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
