"""HR opens modules for whoever wants to know more, and closes them."""

from bs4 import BeautifulSoup
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from awareness.learning.adoption import adopt, module_ids_on_offer
from awareness.learning.models import Module, Opened
from awareness.people.models import RoleGrant
from tests.pages import text_of

from .conftest import MONDAY

URL = "/hr/modules/"
TWO = ["Karin Sandell", "Tomas Bergvall"]


def page(response) -> str:
    return text_of(BeautifulSoup(response.content, "html.parser").main)


def test_hr_opens_and_closes_a_module_and_reads_what_people_find(module, eva, client_for, settings):
    settings.DEMO = False
    client = client_for(eva)
    assert "everyone · closed" in page(client.get(URL))
    said = page(client.post(URL, {"module": module.slug, "open": "yes"}, follow=True))
    assert "everyone · open once two people" in said
    adopt(module.versions.get(), TWO, MONDAY)
    assert "everyone · open Close" in page(client.get(URL))
    assert module_ids_on_offer(module.versions.all()) == {module.pk}
    client.post(URL, {"module": module.slug, "open": "no"})
    assert module_ids_on_offer(module.versions.all()) == set()
    assert [row.is_open for row in Opened.objects.order_by("pk")] == [True, False]


def test_it_is_for_hr_of_the_whole_employer(module, eva, bob, mallory, site, client_for):
    for who in (bob, mallory):
        assert client_for(who).get(URL).status_code == 404
    grant = RoleGrant.objects.get(user=eva)
    grant.limited = True
    grant.save()
    grant.sites.add(site)
    sent = {"module": module.slug, "open": "no"}
    assert (
        client_for(eva).get(URL).status_code == client_for(eva).post(URL, sent).status_code == 404
    )
    assert not Opened.objects.exists()


def test_what_is_of_own_choice_or_unknown_is_not_decided_here(module, make_module, eva, client_for):
    own = make_module("own", title="For yourself")
    Module.objects.filter(pk=own.pk).update(opt_in=True, mandatory=False)
    client = client_for(eva)
    assert "For yourself" not in page(client.get(URL))
    for sent in (
        {"module": "own", "open": "no"},
        {"module": "nothing", "open": "no"},
        {"module": module.slug, "open": "perhaps"},
        {"module": "a\0b", "open": "yes"},
    ):
        assert client.post(URL, sent).status_code == 404
    assert not Opened.objects.exists()


def test_an_upgrade_keeps_open_what_was_adopted(module, make_module, settings):
    """Adopted for real, by whatever version; not in the demo alone, nor of own choice."""
    settings.DEMO = True
    demo, own = make_module("demo"), make_module("own")
    Module.objects.filter(pk=own.pk).update(opt_in=True, mandatory=False)
    for each, is_demo in ((module, False), (demo, True), (own, False)):
        adopt(each.versions.get(), TWO, MONDAY, demo=is_demo)
    loader = MigrationExecutor(connection).loader
    apps = loader.project_state([("learning", "0013_open_what_was_open")]).apps
    operation = loader.get_migration("learning", "0013_open_what_was_open").operations[0]
    operation.code(apps, None)
    assert [(row.module, row.is_open, row.by) for row in Opened.objects.all()] == [
        (module, True, None)
    ]
