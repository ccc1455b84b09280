"""Settings refuse nonsense, all at once, and keep the demo and production apart."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.migrated import migrated_file

SECRET = "s" * 24 + "-of-our-own-" + "0123456789abcdef" * 2
PRODUCTION = {
    "AWARENESS_MODE": "production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "awareness.example",
    "EMAIL_URL": "smtp://user:word@mail.example:587/?tls=True",
    "DEFAULT_FROM_EMAIL": "awareness@awareness.example",
}


@pytest.fixture(scope="module")
def processes():
    """A process that forks those of the tests, so that Django is imported once (fresh.py)."""
    command = [sys.executable, "-m", "tests.site.fresh"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = {"PATH": os.environ["PATH"]}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, **pipes) as process:
        yield process
        process.stdin.close()
    assert process.returncode == 0


@pytest.fixture
def start(processes):
    """Import the settings in a process of its own with nothing but this environment."""

    def run(
        environment: dict, code: str = "import awareness.settings"
    ) -> subprocess.CompletedProcess:
        environment = {"PATH": os.environ["PATH"], **environment}
        print(
            json.dumps({"environment": environment, "code": code}), file=processes.stdin, flush=True
        )
        answer = json.loads(processes.stdout.readline())
        return subprocess.CompletedProcess(code, answer["code"], answer["out"], answer["err"])

    return run


def test_the_demo_needs_nothing_and_answers_to_this_machine_only(start):
    result = start(
        {}, "from awareness.settings import *; print(DEMO, DEBUG, sorted(ALLOWED_HOSTS))"
    )
    assert result.stdout == "True False ['127.0.0.1', '[::1]', 'localhost', 'testserver']\n"


SLOW_TO_IMPORT = ("numpy", "pandas", "openpyxl", "pdfplumber", "mammoth", "pypdfium2", "typst")
ONLY_FOR_PAGES = (
    "awareness.bank.offers",
    "awareness.content.checks",
    "awareness.studio.published.views",
)


def test_what_is_slow_to_import_is_imported_where_it_is_used(start):
    """Every process of the site would take longer to start, the worker and each command too."""
    code = f"""
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "awareness.settings"
django.setup()
print([name for name in {ONLY_FOR_PAGES} if name in sys.modules])
import awareness.urls
print([name for name in {SLOW_TO_IMPORT} if name in sys.modules])
print([name for name in {ONLY_FOR_PAGES} if name not in sys.modules])
"""
    result = start({}, code)

    assert result.stdout == "[]\n[]\n[]\n", result.stderr


def test_matrices_take_one_thread_unless_whoever_runs_it_says_otherwise(start):
    code = (
        "import os, awareness.settings, numpy; before = len(os.listdir('/proc/self/task'));"
        " matrix = numpy.ones((600, 600)); matrix @ matrix;"
        " print(os.environ['OPENBLAS_NUM_THREADS'], len(os.listdir('/proc/self/task')) - before)"
    )
    assert start({}, code).stdout == "1 0\n"
    assert start({"OPENBLAS_NUM_THREADS": "2"}, code).stdout.startswith("2 ")


def test_production_names_all_missing_variables_at_once(start):
    result = start({"AWARENESS_MODE": "production"})
    assert result.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "DEFAULT_FROM_EMAIL"):
        assert name in result.stderr.splitlines()[-1]


def test_what_is_missing_malformed_and_nonsense_is_named_together(start):
    wrong = {
        "AWARENESS_MODE": "production", "SECRET_KEY": "short", "ALLOWED_HOSTS": "*",
        "EMPLOYER_ZONE": "Europe/Nordvik", "DATABASE_URL": "fish://bowl", "DEBUG": "perhaps",
        "ANYMAIL": "no JSON", "ANYMAIL_PROVIDER": "pigeon",
    }  # fmt: skip
    result = start(wrong)
    assert result.returncode != 0
    said = result.stderr.splitlines()[-1]
    assert [name for name in {*wrong, "DEFAULT_FROM_EMAIL"} if name not in said] == [
        "AWARENESS_MODE"
    ]
    assert "EMAIL_URL" not in said  # with a provider none is needed
    del wrong["ANYMAIL_PROVIDER"]
    assert "EMAIL_URL" in start(wrong).stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"SECRET_KEY": "demo-only-secret-key-that-production-refuses-0123456789"},
            "demo secret",
        ),
        ({"SECRET_KEY": "short"}, "shorter than 50"),
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"ALLOWED_HOSTS": "awareness.example,*"}, "ALLOWED_HOSTS is *"),
        ({"AWARENESS_MODE": "prod"}, "must be demo or production"),
        ({"DATABASE_URL": "fish://bowl"}, "DATABASE_URL"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"EMPLOYER_ZONE": "Mars/Base"}, "EMPLOYER_ZONE is 'Mars/Base'"),
        ({"EMPLOYER_ZONE": "Europe"}, "EMPLOYER_ZONE is 'Europe'"),  # a folder of them
    ],
)
def test_production_refuses(change, says, start):
    assert start(PRODUCTION).returncode == 0
    result = start(PRODUCTION | change)
    assert result.returncode != 0
    assert says in result.stderr.splitlines()[-1]


def test_a_secret_may_come_from_a_file(tmp_path, start):
    (tmp_path / "secret").write_text(SECRET + "\n")
    environment = {k: v for k, v in PRODUCTION.items() if k != "SECRET_KEY"}
    environment["SECRET_KEY_FILE"] = str(tmp_path / "secret")
    result = start(
        environment, "from awareness.settings import SECRET_KEY; print(repr(SECRET_KEY))"
    )
    assert result.stdout.strip() == repr(SECRET)


def test_production_does_not_start_beside_demo_accounts(tmp_path, start):
    database = {"DATABASE_URL": f"sqlite:///{migrated_file(tmp_path / 'demo.sqlite3')}"}
    tables = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    make = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'awareness.settings'\n"
        "import django; django.setup()\n{tables}\n"
        "from awareness.people.models import User\n"
        "User.objects.create_user(email='a@example.com', name='A', is_demo={demo})\n"
    )
    assert start(database, make.format(demo=False, tables=tables)).returncode == 0
    wsgi = "import awareness.wsgi"
    assert start(PRODUCTION | database, wsgi).returncode == 0
    more = make.format(demo=True, tables="").replace("a@example", "b@example")
    assert start(database, more).returncode == 0
    refused = start(PRODUCTION | database, wsgi)
    assert refused.returncode != 0
    assert "demo accounts" in refused.stderr
    checked = start(
        PRODUCTION | database,
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'awareness.settings'\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', databases=['default'])",
    )
    assert "people.E001" in checked.stderr


@pytest.mark.parametrize(("mode", "signed_in"), [("demo", True), ("production", False)])
def test_one_press_signs_in_in_the_demo_alone(tmp_path, start, mode, signed_in):
    """Even where production were to run beside a demo account, which it refuses."""
    environment = {"DATABASE_URL": f"sqlite:///{migrated_file(tmp_path / 'demo.sqlite3')}"}
    host = "localhost"
    if mode == "production":
        environment, host = environment | PRODUCTION, "awareness.example"
    press = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'awareness.settings'\n"
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "settings.STORAGES['staticfiles']['BACKEND'] = "
        "'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
        "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
        "from awareness.people.models import User\n"
        "User.objects.create_user(email='a@example.com', name='A', is_demo=True)\n"
        "User.objects.create_user(email='b@example.com', name='B')\n"
        "from django.test import Client\n"
        f"new = lambda: Client(SERVER_NAME={host!r})\n"
        "page = new().get('/account/login/', secure=True).content.decode()\n"
        "clients = {name: new() for name in ('a@example.com', 'b@example.com')}\n"
        "for name, client in clients.items():\n"
        "    client.post('/account/login/', {'demo': name}, secure=True)\n"
        "inside = ['_auth_user_id' in client.session for client in clients.values()]\n"
        "print('name=\"demo\"' in page, *inside)\n"
    )
    result = start(environment, press)
    assert result.stdout == f"{signed_in} {signed_in} False\n", result.stderr


def test_production_passes_the_checks_for_deployment(start):
    """As it stands, and with the class in the list whose path the security checks look for."""
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
        "ours, theirs = 'awareness.middleware.SecurityHeaders', "
        "'django.middleware.security.SecurityMiddleware'\n"
        "at = settings.MIDDLEWARE.index(ours)\n"
        "settings.MIDDLEWARE[at], settings.SILENCED_SYSTEM_CHECKS = theirs, []\n"
        "settings.SECURE_HSTS_SECONDS = {hsts}\n"
        "call_command('check', deploy=True, fail_level='WARNING')\n"
    )
    production = PRODUCTION | {"DJANGO_SETTINGS_MODULE": "awareness.settings"}
    passed = start(production, code.format(hsts="settings.SECURE_HSTS_SECONDS"))
    assert passed.returncode == 0, passed.stderr
    assert "security.W004" in start(production, code.format(hsts=0)).stderr


def test_it_is_django_61():
    import django

    assert django.VERSION >= (6, 1)


def test_a_file_of_settings_is_read_and_the_environment_wins(tmp_path, start):
    file = tmp_path / "awareness.env"
    file.write_text('EMPLOYER="Fish & Sons #1"\nDEBUG=true\n')
    result = start(
        {"ENV_FILE": str(file), "DEBUG": "false"},
        "from awareness.settings import *; print(EMPLOYER, DEBUG)",
    )
    assert result.stdout == "Fish & Sons #1 False\n"


@pytest.mark.parametrize("name", ["missing.env", "."])
def test_a_file_of_settings_that_cannot_be_read_is_named(tmp_path, name, start):
    result = start({"ENV_FILE": str(tmp_path / name)})
    assert result.returncode != 0
    assert f"ENV_FILE names {tmp_path / name}" in result.stderr.splitlines()[-1]


def test_mail_goes_by_a_provider_that_cannot_be_told_to_follow_nobody(start):
    keys = json.dumps({"BREVO_API_KEY": "k", "WEBHOOK_SECRET": "provider:a-long-word"})
    provider = {"ANYMAIL_PROVIDER": "brevo", "ANYMAIL": keys}
    show = "from awareness.settings import *; print(ANYMAIL['IGNORE_UNSUPPORTED_FEATURES'])"
    result = start(provider, show)
    assert result.stdout == "True\n", result.stderr
