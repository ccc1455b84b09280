"""Which tests run, and the people every access test needs: one allowed, one of another team, one
outsider."""

from datetime import date

import pytest
from django.apps import apps
from django.conf import settings as site_settings
from django.db.backends.signals import connection_created
from django.test import Client, TransactionTestCase

from awareness.people.models import Membership, RoleGrant, Site, Team, User
from prepared.planning import refresh_statistics

TASKS = site_settings.TASKS  # as the site has them, before a test has its own

# Each of these reads all shipped content anew, makes the whole demo, or starts processes.
# `make test-fast` leaves them out; `make test` runs everything.
SLOW = (
    "tests/home/test_demo.py",
    "tests/site/test_makemessages.py",
    "tests/site/test_settings.py",
    "tests/studio/",
    "tests/upgrade/test_upgrade.py",
    "tests/worker/test_contract.py",
)


# The fixtures of pytest-django by which a test gets at the database; it refuses every other way. Of
# tests that make a database of their own by other processes it knows nothing: they are marked.
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_addoption(parser):
    parser.addoption("--database", action="store_true", help="only the tests that touch a database")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
    if config.getoption("database"):
        config.hook.pytest_deselected(items=[i for i in items if not touches_database(i)])
        items[:] = [item for item in items if touches_database(item)]


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


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Tests need no collected static files: names are served as they are."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def in_background(settings) -> None:
    """For a test about the queue: tasks wait in it, until `django_ox.testing.run_tasks()`."""
    settings.TASKS = TASKS


@pytest.fixture(autouse=True)
def tasks_at_once(settings):
    """What is done in the background is done where it is asked for, with no worker and no row."""
    backend = "django.tasks.backends.immediate.ImmediateBackend"
    settings.TASKS = {"default": {"BACKEND": backend, "QUEUES": []}}  # of whatever queue


@pytest.fixture(autouse=True)
def shipped_content(settings, tmp_path):
    """Tests read the content that ships, and write none into the folder of the demo."""
    mine = settings.CONTENT_WRITE_DIR
    settings.CONTENT_DIRS = [each for each in settings.CONTENT_DIRS if each != mine]
    settings.CONTENT_WRITE_DIR = tmp_path / "written"


@pytest.fixture
def site(db):
    return Site.objects.create(
        slug="gothenburg", name="Gothenburg", country="SE", time_zone="Europe/Stockholm"
    )


@pytest.fixture
def other_site(db):
    return Site.objects.create(slug="leeds", name="Leeds", country="GB", time_zone="Europe/London")


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
