"""Which tests run, and the people every access test needs: one allowed, one of another team, one
outsider."""

import gc
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from itertools import count

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import Client, TransactionTestCase, override_settings

from awareness import giving_way
from awareness.insights.ledger import Ledger
from awareness.insights.models import Explainer, ExplainerVersion, Report
from awareness.insights.publish import publish_ledger
from awareness.learning.models import Module
from awareness.learning.publish import publish_module
from awareness.people.hashers import Argon2idHasher
from awareness.people.models import Membership, RoleGrant, Site, Team, User
from prepared.planning import refresh_statistics
from quizzes.actions import publish
from tests.insights.ledgers import make_ledger, make_library, make_page, publish_pages
from tests.learning.conftest import (
    NOW,
    NUMERIC,
    TEXTS,
    Walk,
    definition,
    opening_definition,
    single,
    situation,
)
from tests.migrated import begun_migrated
from tests.threads import in_a_file, run_at_once

TASKS = settings.TASKS  # as the site has them, before a test has its own

# What costs most: each reads all shipped content anew, tries every address as everybody, makes the
# whole demo, or starts processes. `make test-fast` leaves them out; `make test` runs everything.
SLOW = (
    "tests/assignments/test_doors.py",
    "tests/assignments/test_kill.py",
    "tests/assignments/test_manager_doors.py",
    "tests/assignments/test_nothing_to_do.py",
    "tests/assignments/test_reach.py",
    "tests/assignments/test_year.py",
    "tests/bank/test_every_model.py",
    "tests/bank/test_report.py",  # with the whole bank
    "tests/bank/test_shipped.py",
    "tests/content/",
    "tests/home/test_demo.py",
    "tests/home/test_demo_refused.py",
    "tests/home/test_demo_subjects.py",
    "tests/learning/test_before_after.py",
    "tests/learning/test_certificates.py",  # sets each in type
    "tests/learning/test_pooled.py",
    "tests/learning/test_publish_pooled.py",
    "tests/learning/test_refresh.py",  # test_refreshrules.py stays
    "tests/learning/test_test_out.py",
    "tests/outbox/test_kill.py",
    "tests/people/test_guess.py",
    "tests/reading/test_convert.py",
    "tests/reading/test_measure.py",
    "tests/site/test_ended.py",
    "tests/site/test_every_door.py",
    "tests/site/test_every_method.py",
    "tests/site/test_inert.py",
    "tests/site/test_makemessages.py",
    "tests/site/test_nonsense.py",
    "tests/site/test_outage.py",
    "tests/site/test_sealed.py",
    "tests/site/test_settings.py",
    "tests/site/test_unsayable.py",
    "tests/staffing/test_exports.py",
    "tests/staffing/test_kill.py",
    "tests/staffing/test_read.py::test_bombs_are_refused_fast_in_words",
    "tests/studio/",
    "tests/subjects/test_two_subjects.py",
    "tests/upgrade/",
    "tests/worker/test_contract.py",
)
# What only costs time to be imported when `--database` asks for the others.
NO_DATABASE = (
    "tests/bank/test_every_model.py",
    "tests/bank/test_report.py",
    "tests/bank/test_shipped.py",
    "tests/content/",
    "tests/quizzes/test_dif.py",
    "tests/quizzes/test_statistics.py",
)


_written = count(1)
# The fixtures of pytest-django by which a test gets at the database; it refuses every other way. Of
# tests that make a database of their own by other processes it knows nothing: they are marked.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption("--database", action="store_true", help="only the tests that touch a database")


def pytest_ignore_collect(collection_path, config):
    """Files of which every test would be left out are not even imported."""
    left_out = SLOW if config.option.markexpr == "not slow" else ()
    left_out += NO_DATABASE if config.getoption("database") else ()
    path = collection_path.relative_to(config.rootpath).as_posix()
    return True if left_out and f"{path}/".startswith(left_out) else None


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
        if item.nodeid.startswith(NO_DATABASE) and touches_database(item):
            raise pytest.UsageError(f"{item.nodeid} touches the database: see NO_DATABASE")
    if config.getoption("database"):
        config.hook.pytest_deselected(items=[item for item in items if not runs_again(item)])
        items[:] = [item for item in items if runs_again(item)]
    if hasattr(config, "workerinput"):
        # Processes take the files in this order. Were those that take long last, as they hold few
        # tests each, one process would be at one of them when the others have nothing left.
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish(session):
    """What is there before the first test stays: no collection of garbage looks at it again."""
    gc.collect()
    gc.freeze()


def runs_again(item: pytest.Item) -> bool:
    """Whether `--database` keeps a test: it touches the database, and is not marked `once`. That
    mark is for one that asks the database nothing which another test does not ask it on both: one
    of many who are refused before their request asks for more than who they are, and what looks at
    the words of pages that test_every_door.py or another person of the same test opens too."""
    return touches_database(item) and not item.get_closest_marker("once")


def touches_database(item: pytest.Item) -> bool:
    """Whether a test, or a fixture of it, may reach the database."""
    case = getattr(item, "cls", None)
    return (
        any(item.get_closest_marker(name) for name in ("django_db", "own_database"))
        or not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
        or (case is not None and issubclass(case, TransactionTestCase))
    )


def name_the_query(execute, sql, params, many, context):
    """A query that PostgreSQL ended (scripts/with-postgres sets how long one may take) is named."""
    try:
        return execute(sql, params, many, context)
    except Exception as error:
        if type(error.__cause__).__name__ == "QueryCanceled":
            error.add_note(f"The query: {sql}\nwith {params}")
        raise


def watch(connection, **_kwargs):
    if name_the_query not in connection.execute_wrappers:
        connection.execute_wrappers.append(name_the_query)


connection_created.connect(watch)


@receiver(post_migrate)
def needs_again(sender, **_kwargs):
    """A test that commits ends with every table emptied. What a migration wrote for good comes back
    as Django's own rows do, by the signal that follows."""
    if sender.label == "workplace" and not apps.get_model("workplace", "Need").objects.exists():
        import_module("awareness.workplace.migrations.0005_needs").keep_needs(apps, None)


def tell_the_planner():
    """For a fixture that loads much: PostgreSQL plans by what the tables hold now.

    An empty table is left as it is: told so, it would be planned as empty in the tests that follow.
    """
    refresh_statistics(m for m in apps.get_models() if m._default_manager.exists())


def make_person(
    name: str, site: Site, team: Team | None = None, role: str = "", of: Team | None = None
):
    """A member of staff with no password, in a team since 2020, with a role if one is named."""
    user = User.objects.create_user(
        email=f"{name.lower().replace(' ', '.')}@example.com", name=name, site=site
    )
    if team:
        Membership.objects.create(user=user, team=team, since=date(2020, 1, 1))
    if role:
        RoleGrant.objects.create(user=user, role=role, team=of)
    return user


@contextmanager
def undone_after(django_db_blocker):
    """For a fixture that makes much, once for several tests: what is written meanwhile is undone at
    the end, and what a test writes, after that test. The tests may not use transactions of their
    own (`transactional_db`)."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_modify_db_settings, django_db_blocker):
    """pytest-django's, begun with a copy of a database that is migrated already."""
    with django_db_blocker.unblock(), begun_migrated():
        request.getfixturevalue("django_db_setup")


@pytest.fixture(autouse=True, scope="session")
def plain_static_files():
    """Tests need no collected static files: names are served as they are, and no handler looks for
    them in folders when it is made."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = settings.STORAGES | {"staticfiles": plain}
    with override_settings(STORAGES=storages, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(autouse=True, scope="session")
def least_hashing():
    """Passwords are hashed by the site's own method with as little work as it knows; the values
    that it has otherwise."""
    real = {"memory_cost": Argon2idHasher.memory_cost, "time_cost": Argon2idHasher.time_cost}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2idHasher, "memory_cost", 8)
        patch.setattr(Argon2idHasher, "time_cost", 1)
        yield real


@pytest.fixture(autouse=True, scope="session")
def shipped_content():
    """Tests read the content that ships."""
    mine = settings.CONTENT_WRITE_DIR
    with override_settings(CONTENT_DIRS=[each for each in settings.CONTENT_DIRS if each != mine]):
        yield


def in_background(settings) -> None:
    """For a test about the queue: tasks wait in it, until `django_ox.testing.run_tasks()`."""
    settings.TASKS = TASKS


@pytest.fixture(autouse=True, scope="session")
def tasks_at_once():
    """What is done in the background is done where it is asked for, with no worker and no row."""
    immediate = {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend", "QUEUES": []}
    with override_settings(TASKS={"default": immediate}):  # of whatever queue
        yield


@pytest.fixture(autouse=True)
def own_content_folder(monkeypatch, tmp_path_factory):
    """What a test writes, it writes into a folder of its own; few write, so none is made here."""
    folder = tmp_path_factory.getbasetemp() / f"written-{next(_written)}"
    monkeypatch.setattr(settings, "CONTENT_WRITE_DIR", folder)
    monkeypatch.setattr(settings, "ORIGINALS_DIR", folder.with_name(f"{folder.name}-originals"))


def make_site() -> Site:
    return Site.objects.create(
        slug="gothenburg", name="Gothenburg", country="SE", time_zone="Europe/Stockholm"
    )


def make_other_site() -> Site:
    return Site.objects.create(slug="leeds", name="Leeds", country="GB", time_zone="Europe/London")


@pytest.fixture
def turns(monkeypatch) -> list[None]:
    """One for each time that a long run left SQLite's write lock to others."""
    turns: list[None] = []
    monkeypatch.setattr(giving_way, "let_others_write", lambda: turns.append(None))
    return turns


@pytest.fixture
def site(db):
    return make_site()


@pytest.fixture
def other_site(db):
    return make_other_site()


@pytest.fixture
def packing(db):
    return Team.objects.create(slug="packing", name="Packing")


@pytest.fixture
def sales(db):
    return Team.objects.create(slug="sales", name="Sales")


@pytest.fixture
def alice(site, packing):
    """A learner in Packing."""
    return make_person("Alice Lind", site, packing)


@pytest.fixture
def bob(site, packing):
    """Manages Packing."""
    return make_person("Bob Ek", site, packing, role="manager", of=packing)


@pytest.fixture
def mallory(other_site, sales):
    """Manages another team, Sales."""
    return make_person("Mallory Hart", other_site, sales, role="manager", of=sales)


@pytest.fixture
def charlie(other_site, sales):
    """A learner elsewhere."""
    return make_person("Charlie Webb", other_site, sales)


@pytest.fixture
def eva(site):
    """HR."""
    return make_person("Eva Holm", site, role="hr")


@pytest.fixture
def author(site):
    return make_person("Ada Author", site, role="author")


@pytest.fixture
def auditor(site):
    return make_person("Otto Auditor", site, role="auditor")


@pytest.fixture
def client_for():
    """A signed-in test client: `client_for(alice).get(...)`."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make


# What the tests of several packages use --------------------------------------------------


def make_explainer() -> ExplainerVersion:
    report = Report.objects.create(
        slug="rep", kind="report", title="A report", publisher="P", year=2018, language="en"
    )
    page = Explainer.objects.create(report=report, slug="page")
    return ExplainerVersion.objects.create(
        explainer=page,
        number=1,
        content_hash="e1",
        title="A page",
        lead="Its lead.",
        body_markdown="The full text.",
        resolved={"figures": [], "charts": {}},
        plain={
            "title": "A page",
            "lead": "Its lead.",
            "body_markdown": "The short text.",
            "resolved": {"figures": [], "charts": {}},
        },
        published_at=NOW,
    )


@pytest.fixture
def explainer(db):
    return make_explainer()


def make_questions() -> None:
    publish("scenario/t1-a", "scenario", situation("Form A"))
    publish("scenario/t1-b", "scenario", situation("Form B"))
    publish("rep/guess", "numeric", NUMERIC)
    for number in (1, 2):
        publish(f"rep/q{number}", "single", single(f"Question {number}?"))


@pytest.fixture
def questions(db):
    make_questions()


@pytest.fixture
def opening(db) -> Module:
    """The short module that comes first."""
    return publish_module(opening_definition(), TEXTS).module


@pytest.fixture
def module(opening, explainer, questions) -> Module:
    """A module with one step of each kind."""
    return publish_module(definition(), TEXTS).module


@pytest.fixture
def walk():
    return Walk


@pytest.fixture
def ledger() -> Ledger:
    return make_ledger()


def make_published(ledger: Ledger):
    """A ledger and one page of it, published."""
    publish_ledger(ledger)
    return publish_pages(ledger, [make_page(ledger)], make_library(ledger))


@pytest.fixture
def library(db, ledger):
    return make_published(ledger)


@pytest.fixture
def threads(transactional_db, tmp_path):
    """Run functions at once, each on a connection of its own; gives results or the errors.

    SQLite's database in memory refuses a second writer, so it is copied to a file for this test.
    """
    if connection.vendor == "sqlite":
        with in_a_file(tmp_path / "test.sqlite3"):
            yield run_at_once
    else:
        yield run_at_once
