"""What happens in a database before it is frozen: half a year at a small employer.

Everything is done as people do it: by the site's own pages, commands and actions. No row is written
by hand, so the database is as this release's own code leaves one.

`python -m tests.upgrade.story FOLDER` fills the empty database of DATABASE_URL, and writes the
content it was made from to FOLDER/content and what authors wrote to FOLDER/written. freeze.py
starts it.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django
import time_machine

PASSWORD = "left-luggage-on-the-quay"
FIRST = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
COURSE = Path(__file__).parent / "course"
SUBJECT = "child-protection"  # the folder of what ships, also of what shipped before
GUESS = """
- generate: Q9
  key: guess-rules
  from: where/city/share
  seed: 1
  objective: library
  explainers: [lost-property]
  ask: What share of these employers work in a city?
"""
POLICY = "We report. If something alarms you, stop, leave it as it is, and tell the named contact."
# Who, team, sign-in by number instead of e-mail, role, team that a manager manages.
PEOPLE = (
    ("Eva Holm", "office", "", "hr", ""),
    ("Ada Berg", "office", "", "author", ""),
    ("Bert Falk", "office", "", "author", ""),
    ("Otto Rask", "office", "", "auditor", ""),
    ("Hana Vinter", "office", "", "handler", ""),
    ("Ivo Strand", "office", "", "it", ""),
    ("Mia Norling", "packing", "", "manager", "packing"),
    ("Alice Lind", "packing", "", "", ""),
    ("Bob Ek", "packing", "", "", ""),
    ("Carla Öhrn", "packing", "HG-7", "", ""),
    ("Dan Webb", "sales", "", "", ""),
    ("Emil Young", "sales", "", "", ""),
    ("Fia Lund", "sales", "", "", ""),
    ("Gus Hart", "sales", "", "", ""),
)
TEAMS = {"office": "gothenburg", "packing": "gothenburg", "sales": "leeds"}


def write_content(folder: Path) -> Path:
    """The tiny pack of docs/authoring.md with a question more, the course beside this file, and of
    what ships the opening module, a situation and the support lines."""
    from django.conf import settings

    from tests.studio.content import write_tiny

    shipped = settings.BASE_DIR / "fixtures" / SUBJECT
    mine = write_tiny(folder, SUBJECT) / SUBJECT
    pack = mine / "reports" / "tiny-2020"
    with (pack / "questions.yaml").open("a", encoding="utf-8") as file:
        file.write(GUESS)
    # What ships calls its parts so, as 0.2.0 called those of every report.
    report = (pack / "report.yaml").read_text(encoding="utf-8")
    report = report.replace("language: en\n", "language: en\npart: insight\n")
    (pack / "report.yaml").write_text(report, encoding="utf-8")
    # A guess is asked of measures alone that the bank has words for.
    table = (pack / "tables" / "tables.yaml").read_text(encoding="utf-8")
    table = table.replace("measure: share_of_managers", "measure: share_of_employers")
    (pack / "tables" / "tables.yaml").write_text(table, encoding="utf-8")
    shutil.copytree(COURSE, mine, dirs_exist_ok=True)
    shutil.copytree(shipped / "modules/before-you-start", mine / "modules/before-you-start")
    (mine / "scenarios").mkdir()
    for name in (
        "subject.yaml",
        "modules/before-you-start.yaml",
        "scenarios/shared-laptop.yaml",
        "support.yaml",
    ):
        shutil.copy(shipped / name, mine / name)
    return folder


@contextmanager
def on(day: int) -> Iterator[datetime]:
    """That many days after the first, at nine in the morning (UTC)."""
    with time_machine.travel(FIRST + timedelta(days=day), tick=False):
        yield FIRST + timedelta(days=day)


def person(name: str):
    from awareness.people.models import User

    return User.objects.select_related("site").get(name=name)


def signed_in(name: str):
    from django.test import Client

    client = Client()
    client.force_login(person(name))
    return client


def post(client, address: str, data: dict, wanted: int = 302):
    answer = client.post(address, data)
    assert answer.status_code == wanted, (address, answer.status_code, _errors(answer))
    return answer


def _errors(answer) -> object:
    context = getattr(answer, "context", None) or {}
    said = {name: context[name] for name in ("problems", "said", "errors") if name in context}
    if "form" in context:
        said["form"] = context["form"].errors
    return said or answer.content[-2000:]


def found_site() -> None:
    """The first sign-in, and the employer's structure under /structure/."""
    from django.core.management import call_command

    os.environ["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    root = {"sign_in": "root@harbour.example", "name": "Rut Sjödin"}
    call_command("createsuperuser", interactive=False, verbosity=0, **root)
    client = signed_in("Rut Sjödin")
    for slug, name, country, zone in (
        ("gothenburg", "Gothenburg", "SE", "Europe/Stockholm"),
        ("leeds", "Leeds", "GB", "Europe/London"),
    ):
        site = {"slug": slug, "name": name, "country": country, "language": "en"}
        post(client, "/structure/people/site/add/", site | {"time_zone": zone})
    from awareness.people.models import Team

    for slug in TEAMS:
        parent = Team.objects.get(slug="office").pk if slug == "packing" else ""
        team = {"slug": slug, "name": slug.capitalize(), "parent": parent}
        post(client, "/structure/people/team/add/", team)
    for row in PEOPLE:
        hire(client, *row)


def hire(client, name: str, team: str, number: str, role: str, of: str) -> None:
    from awareness.people.models import Site, Team

    said = {
        "name": name,
        "email": "" if number else mail(name),
        "employee_number": number,
        "site": Site.objects.get(slug=TEAMS[team]).pk,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "leaves-TOTAL_FORMS": "0",
        "leaves-INITIAL_FORMS": "0",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-team": Team.objects.get(slug=team).pk,
        "memberships-0-since": "2024-01-01",
        "role_grants-TOTAL_FORMS": "1" if role else "0",
        "role_grants-INITIAL_FORMS": "0",
    }
    if role:
        said |= {
            "role_grants-0-role": role,
            "role_grants-0-team": Team.objects.get(slug=of).pk if of else "",
        }
    post(client, "/structure/people/user/add/", said)


def mail(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@harbour.example"


def furnish(today: date) -> None:
    """Contacts, policy, law, lines, links and the checklist of both sites, by HR."""
    from awareness.people.models import Site
    from awareness.workplace import actions, line_actions
    from awareness.workplace.models import HelpLink, SupportLine

    eva = person("Eva Holm")
    by = {"by": eva, "today": today}
    for site in Site.objects.all():
        for position, name in enumerate(("Karin Sandell", "Tomas Bergvall", "Ylva Thorén"), 1):
            said = {"name": name, "phone": f"031-390 06 1{position}", "role": "Safety"}
            actions.set_contact(site, position, **said, **by)
        actions.add_policy(site, text=POLICY, valid_from=today, by=eva)
        actions.set_up_site(site, jurisdiction=site.country, languages=["en"], **by)
        for need in ("crisis", "report", "survivor", "thoughts"):
            line = {"name": f"A line of {site.name}", "phone": "031-390 06 20", "note": "By day"}
            line_actions.add_own_line(site, need, **line, youth=False, by=eva)
        line_actions.add_own_line(
            site, "crisis", name="Young", phone="031-390 06 30", youth=True, by=eva
        )
        lines = SupportLine.objects.of(site)
        line_actions.check_lines(site, [(line.pk, line.reachable) for line in lines], **by)
        actions.renew_link(site, instead_of=None, **by)
    first = Site.objects.get(slug="gothenburg")
    # What changed later: a contact, a policy that is a link, a renewed link, a line taken off.
    actions.set_contact(first, 2, name="Neil Ashworth", phone="031-390 06 27", **by)
    actions.add_policy(first, link="https://harbour.example/policy", valid_from=today, by=eva)
    line_actions.retire_own_line(
        first, SupportLine.objects.filter(site=first, need="report").last()
    )
    old = HelpLink.objects.get(site=first, ended_on=None)
    actions.renew_link(first, instead_of=old.pk, **by)
    card = {
        "text": "You may keep the note for the police.",
        "approved_by": "Lena Lag",
        "approver_role": "Counsel",
        "approved_on": today,
    }
    for place, days in (("SE", 500), ("GB", 400)):
        expires = today + timedelta(days=days)
        actions.add_legal_card(place, **card, expires_on=expires, **by)
    actions.add_legal_card("SE", **card, expires_on=today + timedelta(days=600), **by)
    actions.withdraw_legal_card("GB", **by)
    actions.send_test_mail(**by)
    for subject, answer in (("backup", "done"), ("works_council", "none"), ("backup", "withdrawn")):
        actions.state(subject, answer, **by)


def adopt(slug: str, *names: str) -> None:
    """The first name proposes the live version; the second, where there is one, confirms it."""
    from awareness.learning.models import ModuleVersion

    live = ModuleVersion.objects.live().get(module__slug=slug)
    for name, step in zip(names, ("propose", "confirm"), strict=False):
        post(signed_in(name), f"/studio/modules/{live.pk}/{step}/", {})


def assign(slug: str, sites: list[str], due: date, now: datetime):
    from awareness.assignments.actions import assign
    from awareness.learning.models import Module
    from awareness.people.models import Site

    module, at = Module.objects.get(slug=slug), list(Site.objects.filter(slug__in=sites))
    return assign(module, at, due, person("Eva Holm"), now)


def take(name: str, slug: str, now: datetime, upto: int = 99, wrong: frozenset = frozenset()):
    """Do the first steps of a module, a minute each. What `wrong` names is answered wrong first:
    keys of questions, "situation"."""
    from awareness.learning import access, actions
    from awareness.learning.models import Module, StepKind

    user, module = person(name), Module.objects.select_related("opens_with").get(slug=slug)
    if module.opens_with:
        take(name, module.opens_with.slug, now)
    actions.begin(user, module, now)
    while (place := access.own_place(user, module)).done < upto and place.next_open:
        current, now = place.at(place.next_open), now + timedelta(minutes=1)
        if current.step.kind.asks:
            answer_step(current, now, wrong)
            continue
        told = current.step.kind == StepKind.COMMIT
        confirmed = actions.Confirmation(1, "Karin Sandell") if told else None
        actions.complete_step(current, now, confirmed)


def answer_step(place, now: datetime, wrong: frozenset, most: int = 99) -> None:
    from awareness.learning import actions, attempts
    from quizzes.actions import answer
    from quizzes.queries import next_item

    attempt, sent = attempts.attempt_at_step(place.enrolment, place.step, now), 0
    while True:
        while (item := next_item(attempt)) and sent < most:
            sent += 1
            key = item.version.question.key
            right = ("situation" if key.startswith("scenario/") else key) not in wrong
            token = f"{item.pk}-{sent}"
            answer(item, token=token, raw=posted(item, right), now=now)
        if sent == most or actions.settle_step(place, attempt, now).is_done:
            return
        attempt, wrong = actions.retry(place, now), frozenset()


def posted(item, right: bool) -> dict:
    """What a browser would send for this question: what is right, or something else."""
    from quizzes.kinds import matching, ordering

    spec = item.version.spec.stored()
    tokens = {key: token for token, key in item.layout["tokens"].items()}
    match spec["kind"]:
        case "numeric":
            return {"guess": "30"}
        case "scenario":
            node, nodes = spec["scenario"]["start"], spec["scenario"]["nodes"]
            for decided, key in last.answer["path"] if (last := _last(item)) else ():
                node = next(c["goto"] for c in nodes[decided]["choices"] if c["key"] == key)
            choices = nodes[node]["choices"]
            fitting = [each for each in choices if bool(each.get("best")) == right]
            keys = [f"{node}/{each['key']}" for each in fitting]
            return {"answer": next(tokens[key] for key in keys if key in tokens)}
        case "ordering":
            keys = spec["ordering"]["keys"][:: 1 if right else -1]
            return {ordering.place_field_name(tokens[key]): str(n) for n, key in enumerate(keys, 1)}
        case "matching":
            pairs = spec["matching"]["pairs"]
            targets = list(pairs.values())
            targets = targets if right else targets[1:] + targets[:1]
            return {
                matching.target_field_name(tokens[stem]): tokens[target]
                for stem, target in zip(pairs, targets, strict=True)
            }
        case "multiple" if right:
            return {"answer": [tokens[each["key"]] for each in spec["options"] if each["correct"]]}
    fitting = next(each for each in spec["options"] if bool(each.get("correct")) == right)
    return {"answer": [tokens[fitting["key"]]]}


def _last(item):
    """The newest response to an item; None while there is none."""
    return item.responses.order_by("sequence").last()


def answer_page(client, address: str, to: str, user, context: str, right: bool = True) -> None:
    """Answer all that a page asks, by its form; `to` is where the form is sent."""
    from quizzes.queries import latest_attempt, next_item

    assert client.get(address).status_code == 200, address
    while item := next_item(latest_attempt(user, context)):
        last = _last(item)
        sent = {"item": item.pk, "token": f"{item.pk}-{last.sequence if last else 0}"}
        post(client, to, sent | posted(item, right))


def edit(client, address: str, change) -> None:
    """Save the form of a block of a file; `change` makes of its fields those that are sent."""
    form = client.get(address).context["form"]
    post(client, address, change({f.html_name: f.value() or "" for f in form}))


def approve_drafts(by: str, second: str, now: datetime) -> None:
    """A second author reads all that is being written, and approves it."""
    from awareness.content.staging import published_object
    from awareness.studio.models import Draft
    from awareness.studio.reviews import asking as draft_reviews
    from awareness.studio.reviews import decisions as review_decisions
    from awareness.studio.reviews.reading import read_review

    drafts = list(Draft.objects.open())
    before = {draft.pk: dict(published_object(draft.ref).fields or {}) for draft in drafts}
    asker, reader = person(by), person(second)
    checked = {draft.pk: draft.newest_revision().number for draft in drafts}
    review = draft_reviews.ask_for_review(
        checked, reader, asker, asker.today(now), now, "https://harbour.example", before
    )
    for each in read_review(review).drafts:
        for passage in each.passages:
            review_decisions.mark_passages(
                review.pk, each.draft.pk, [passage.digest], True, reader, now
            )
    review_decisions.approve_review(review.pk, reader, now)
    assert not Draft.objects.open().exists()


def other_key(fields: dict) -> dict:
    """The right answer of `what-first` moves from a to c."""
    moved = fields["text"].replace(", correct: true", "", 1)
    old = "Ask the others at the till.,"
    assert old in moved
    return fields | {"text": moved.replace(old, f"{old} correct: true,")}


def completion_of(name: str, slug: str):
    from awareness.learning.models import Completion

    own = Completion.objects.filter(learner__name=name, module_version__module__slug=slug)
    return own.get()


def certify(name: str, slug: str):
    """Make the certificate of a completion on the person's own page."""
    from awareness.learning.models import Certificate

    row = completion_of(name, slug)
    post(signed_in(name), "/me/certificates/make/", {"completion": row.pk})
    return Certificate.objects.filter(completion=row).last()


def tell() -> None:
    """The whole of it."""
    from django.core.management import call_command
    from django.test import Client

    from awareness.assignments import actions as assignments
    from awareness.assignments.evaluation import evaluate
    from awareness.content.models import StaleMark
    from awareness.learning.models import Correction, ModuleVersion
    from awareness.people.models import Membership, User
    from quizzes.models import QuestionVersion

    wrong_once = frozenset({"lost-property/what-first", "lost-property/in-order"})
    with on(0):
        call_command("migrate", verbosity=0)
        call_command("load_content", verbosity=0)
        found_site()
    with on(1) as now:
        furnish(now.date())
        adopt("lost-property", "Ada Berg", "Eva Holm")
        call_command("adopt", "before-you-start", by=["Eva Holm", "Otto Rask"], verbosity=0)
        due = now.date() + timedelta(days=30)
        assign("lost-property", ["gothenburg", "leeds"], due, now)
        gone = assign("before-you-start", ["leeds"], due, now)
        assignments.withdraw(gone, person("Eva Holm"), now)
    with on(10) as now:
        take("Alice Lind", "lost-property", now)
        take("Alice Lind", "at-home", now)
        take("Bob Ek", "lost-property", now, wrong=wrong_once | {"situation"})
        take("Dan Webb", "lost-property", now, wrong=frozenset({"lost-property/what-belongs"}))
        take("Mia Norling", "lost-property", now)
        certify("Alice Lind", "lost-property")
        certify("Dan Webb", "lost-property")
        certify("Mia Norling", "before-you-start")
        client = signed_in("Alice Lind")
        post(client, "/learn/refreshers/", {"refreshers": "on", "back": "/me/"})
        look = {"reading_size": "larger", "reading_contrast": "more", "reading_motion": "less"}
        post(client, "/me/prefer/", look)
        page = "/learn/check/tiny-2020/lost-property/"
        answer_page(
            client, page, f"{page}answer/", person("Alice Lind"), "check:tiny-2020/lost-property"
        )
        for name, trouble in (("Alice Lind", "number"), ("Bob Ek", "number"), ("Bob Ek", "upset")):
            said = {"page": "/library/tiny-2020/lost-property/", "trouble": trouble}
            post(signed_in(name), "/remark/", said)
    with on(11) as now:  # the name on Bob's is not right: another one after it
        first = certify("Bob Ek", "lost-property")
        client = signed_in("Bob Ek")
        reason = {"reason": "wrong_name"}
        post(client, f"/me/certificates/{first.serial}/withdraw/", reason)
        certify("Bob Ek", "lost-property")
        queue = {"page": "/library/tiny-2020/lost-property/", "trouble": "upset", "count": "1"}
        post(signed_in("Ada Berg"), "/studio/remarks/deal-with/", queue)
        assignments.set_youth(person("Emil Young"), date(2027, 12, 31), person("Eva Holm"), now)
        take("Emil Young", "lost-property", now, upto=3)
    with on(20) as now:  # a key was wrong; a figure was told wrong
        ada = signed_in("Ada Berg")
        edit(ada, "/studio/edit/questions/lost-property/what-first/", other_key)
        approve_drafts("Ada Berg", "Bert Falk", now)
        edit(ada, "/studio/correct/1/lost-property/what-first/", lambda fields: fields)
        edit(
            ada,
            "/studio/edit/figures/tiny-2020/with-rule/",
            lambda fields: fields | {"label": "Managers who have a written rule"},
        )
        edit(
            ada,
            "/studio/edit/pages/tiny-2020/lost-property/plain/",
            lambda fields: fields | {"text": f"{fields['text']} They were asked on paper."},
        )
        approve_drafts("Ada Berg", "Bert Falk", now)
        mark = StaleMark.objects.get(kind="page")
        post(signed_in("Bert Falk"), f"/studio/stale/{mark.pk}/look/", {})
        live = QuestionVersion.objects.live().get(question__key="tiny-2020/whom-it-stands-for")
        for name, said in (
            ("Bert Falk", {"verdict": "approve"}),
            ("Ada Berg", {"verdict": "return", "reason": "language", "comment": "Too long."}),
        ):
            address = f"/studio/review/{live.question.key}/"
            post(signed_in(name), address, said | {"number": live.number})
        told = Correction.objects.get(learner__name="Alice Lind")
        post(signed_in("Alice Lind"), f"/learn/corrections/{told.pk}/read/", {})
        adopt("lost-property", "Bert Falk")  # the new text waits for its second person
    with on(26) as now:  # two weeks after she finished
        page, user = "/learn/refreshers/lost-property/", person("Alice Lind")
        round_ = f"refresher:lost-property:{completion_of('Alice Lind', 'lost-property').pk}:1"
        answer_page(signed_in("Alice Lind"), page, f"{page}answer/", user, round_, right=False)
    with on(28) as now:
        take("Carla Öhrn", "lost-property", now)
        made = certify("Carla Öhrn", "lost-property")
        said = {"by": "Eva Holm", "reason": "wrong_record", "verbosity": 0}
        call_command("revoke_certificate", made.serial, **said)
        client, user = signed_in("Gus Hart"), person("Gus Hart")
        take("Gus Hart", "before-you-start", now)
        post(client, "/learn/lost-property/choose/", {"route": "known"})
        page, version = "/learn/lost-property/test-out/", ModuleVersion.objects.live()
        filed = f"test-out:lost-property:{version.get(module__slug='lost-property').label}"
        answer_page(client, page, f"{page}answer/", user, filed)
        take("Gus Hart", "lost-property", now)
    with on(40) as now:  # Dan leaves, somebody joins
        root = signed_in("Rut Sjödin")
        dan = person("Dan Webb")
        mine = Membership.objects.get(user=dan)
        left = {
            "name": dan.name, "email": dan.email, "employee_number": "", "site": dan.site_id,
            "leaves-TOTAL_FORMS": "1", "leaves-INITIAL_FORMS": "0",
            "leaves-0-first_day": "2025-07-01", "leaves-0-last_day": "2025-07-31",
            "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1",
            "memberships-0-id": mine.pk, "memberships-0-user": dan.pk,
            "memberships-0-team": mine.team_id, "memberships-0-since": "2024-01-01",
            "memberships-0-until": now.date().isoformat(),
            "role_grants-TOTAL_FORMS": "0", "role_grants-INITIAL_FORMS": "0",
        }  # fmt: skip
        post(root, f"/structure/people/user/{dan.pk}/change/", left)
        hire(root, "Jo Late", "sales", "HG-9", "", "")
        evaluate(now)
    with on(150) as now:  # Fia stops in the middle of the check
        from awareness.learning import access

        take("Fia Lund", "lost-property", now, upto=3)
        place = access.own_place_at_step(person("Fia Lund"), "lost-property", "check")
        answer_step(place, now, frozenset(), most=2)
        call_command("clearsessions", verbosity=0)
        for password in ("not-hers-at-all", PASSWORD):  # a failure that is counted, and a session
            typed = {"login": mail("Fia Lund"), "password": password}
            wanted = 302 if password == PASSWORD else 200
            post(Client(), "/account/login/", typed, wanted)
    assert not User.objects.filter(is_demo=True).exists()


@contextmanager
def employer(folder: Path, name: str) -> Iterator[None]:
    """The site of an employer (not a demo), whose content and authors' writing are in a folder."""
    from django.conf import settings
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment()  # mail stays here; pages give their forms
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # What an author saves is written by the worker; here it is done where it is asked for.
    at_once = {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": []}
    with override_settings(
        DEMO=False,
        EMPLOYER=name,
        CONTENT_DIRS=[folder / "content", folder / "written"],
        CONTENT_WRITE_DIR=folder / "written",
        SOURCES_DIR=folder / "content" / "sources",
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        TASKS={"default": at_once},
    ):
        yield


def main(folder: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "awareness.settings"
    django.setup()
    write_content(folder / "content")
    with employer(folder, "Harbour Goods"):
        tell()
    write_held(folder)


def write_held(folder: Path) -> None:
    """What the database holds now, for expected.json."""
    from django.db import connection

    from tests.upgrade import shape

    number = ".".join(map(str, connection.get_database_version()))
    held = {
        "engine": f"{connection.display_name} {number}",
        "counts": shape.counts(connection),
        "columns": shape.columns(connection),
        "facts": shape.facts(connection),
        "certificates": shape.certificates(connection),
    }
    (folder / "held.json").write_text(json.dumps(held), encoding="utf-8")
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
