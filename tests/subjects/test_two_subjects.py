"""Two subjects beside each other: each is told by itself, and what is off is told nowhere."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from awareness.assignments.queries import OwnAsk
from awareness.assignments.readiness import gaps_of
from awareness.assignments.rules import Standing
from awareness.home import learnrows
from awareness.insights.models import SearchEntry
from awareness.learning.models import Adoption, Completion, Enrolment, Module, ModuleVersion
from awareness.learning.queries import published_modules
from awareness.people.models import Site
from awareness.subjects.models import Subject
from awareness.subjects.registry import subjects
from awareness.workplace import actions
from awareness.workplace.models import Need, SubjectChoice
from awareness.workplace.queries import missing_at
from awareness.workplace.readiness import read_readiness
from tests.studio.conftest import SMALL, SUBJECT, Planted
from tests.studio.content import load_all, write_subject, write_tiny

# What only the other subject says: in its pages, its module, its need and its names.
TINY = re.compile(r"lost[ -]property|Tiny Report|Lost and found|found-things|Somebody lost", re.I)
SHIPPED = re.compile(r"\bchild(?:ren)?\b|sexual|\babus|netclean|what-to-do", re.I)
MODULE = """code: U1
slug: found-things
title: Lost property
say: What a shop does with what is found.
about: A short module on lost property.
track: shop
major: 1
mandatory: true
minutes: 3
order: 90
needs: [contacts]
objectives: {know-the-rule: You know the rule for lost property.}
learnt: [Lost property has a place.]
steps:
  - slug: read
    kind: read
    explainer: tiny-2020/lost-property
    title: Lost property
    preview: A page.
"""
NEEDS = """needs:
  - key: lost
    label: Somebody lost something
    offer: The desk
    otherwise: Whom to ask
    nearest: Ask.
"""
PAGES = (
    "/learn/", "/library/", "/library/search/?q=lost", "/library/search/?q=child",
    "/library/disagreements/", "/me/", "/recorded/", "/sources/", "/help/", "/accessibility/",
)  # fmt: skip
HR_PAGES = ("/hr/", "/hr/people/", "/hr/assign/", "/workplace/", "/workplace/gothenburg/lines/",
            "/workplace/gothenburg/contact/1/", "/workplace/gothenburg/policy/")  # fmt: skip


@pytest.fixture
def both(db, tmp_path, settings, site, eva):
    """The small content and a subject of another field, loaded beside each other; both are on."""
    import shutil

    root = shutil.copytree(SMALL, tmp_path / "content")
    write_tiny(root)
    employer = {"gives": ["contacts"], "outside_line": True, "contact": "Whom to ask."}
    mine = write_subject(root, order=2, from_start=False, employer=employer)
    (mine / "modules").mkdir()
    (mine / "modules/found-things.yaml").write_text(MODULE, encoding="utf-8")
    (mine / "needs.yaml").write_text(NEEDS, encoding="utf-8")
    settings.CONTENT_DIRS = [root]
    load_all()
    return Planted(root)


class Looked:
    """Stands for the tasks of a room, and counts how often everybody is looked at."""

    def __init__(self, looked: list[int]) -> None:
        self.evaluate_everybody = self
        self.enqueue = lambda: looked.append(1)


def turn(key: str, on: bool, eva) -> SubjectChoice:
    return actions.choose_subject(key, on, by=eva, today=timezone.localdate())


def shown(client, address: str) -> str:
    """What a page says to whoever looks, and where its links lead; not what is typed back."""
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return answer.content.decode().replace(address.partition("q=")[2] or "\0", "")


def test_what_is_asked_is_looked_at_when_a_subject_goes_on_or_off(both, eva, monkeypatch):
    looked = []
    monkeypatch.setattr("awareness.assignments.receivers.tasks", Looked(looked))
    turn("tiny", True, eva)
    turn("tiny", True, eva)  # nothing new
    assert looked == [1]


def test_one_that_is_not_on_from_the_start_is_off_until_chosen(both, eva):
    assert dict(Subject.objects.values_list("key", "on")) == {SUBJECT: True, "tiny": False}
    assert "found-things" not in [module.slug for module in published_modules()]
    turn("tiny", True, eva)
    assert "found-things" in [module.slug for module in published_modules()]
    load_all()  # a load leaves a choice as it is
    assert Subject.objects.get(key="tiny").on


def test_everything_knows_whose_it_is(both):
    assert dict(Module.objects.values_list("slug", "subject"))["found-things"] == "tiny"
    assert Need.objects.get(key="lost").subject == "tiny"
    by_subject = dict(SearchEntry.objects.order_by("key").values_list("key", "subject"))
    assert by_subject["tiny-2020/lost-property"] == "tiny"
    assert by_subject["netclean-2018/workplace"] == SUBJECT
    assert "" not in by_subject.values()


@pytest.mark.parametrize(
    ("off", "words", "addresses"),
    [
        ("tiny", TINY, ["/library/tiny-2020/lost-property/", "/learn/found-things/"]),
        (SUBJECT, SHIPPED, ["/library/netclean-2018/workplace/", "/learn/what-to-do/"]),
    ],
)
def test_what_is_off_is_told_nowhere(both, eva, alice, site, client_for, off, words, addresses):
    for key in (SUBJECT, "tiny"):
        turn(key, True, eva)
        for position in (1, 2):
            said = {"name": f"{key} {position}", "phone": "112 00", "by": eva}
            actions.set_contact(site, position, subject=key, **said, today=site.today())
    link = actions.renew_link(site, instead_of=None, by=eva, today=site.today())
    card = reverse("workplace:card", args=[link.token])
    hr, learner = client_for(eva), client_for(alice)
    for address in (*HR_PAGES, "/learn/", "/library/", "/help/", card):  # it is told while it is on
        assert hr.get(address, follow=True).status_code == 200, address
    assert words.search(shown(hr, "/learn/"))
    assert all(learner.get(address).status_code == 200 for address in addresses)

    turn(off, False, eva)
    for client in (hr, learner):
        for address in (*PAGES, card):
            assert words.findall(shown(client, address)) == [], address
        assert {client.get(address).status_code for address in addresses} == {404}
    for address in HR_PAGES:
        assert words.findall(shown(hr, address)) == [], address


@pytest.mark.parametrize("named", [False, True])
def test_a_card_that_is_of_no_subject_wears_the_words_of_one_that_is_on(
    both, eva, alice, site, client_for, named
):
    turn("tiny", True, eva)
    turn(SUBJECT, False, eva)
    Need.objects.all().delete()
    if named:
        said = {"name": "Karin", "phone": "112 00", "by": eva}
        actions.set_contact(site, 1, subject="", **said, today=site.today())
    card = shown(client_for(alice), "/help/")

    assert SHIPPED.findall(card) == []
    assert "Ask at the desk." in card


def test_records_stay_under_the_neutral_name(both, eva, alice):
    turn("tiny", True, eva)
    version = ModuleVersion.objects.live().select_related("module").get(
        module__slug="found-things"
    )  # fmt: skip
    now = timezone.now()
    begun = Enrolment.objects.create(
        learner=alice, module=version.module, module_version=version,
        state=Enrolment.State.FINISHED, begun_at=now,
    )  # fmt: skip
    Completion.objects.create(
        learner=alice, module_version=version, enrolment=begun, day=now.date(), at=now
    )
    assert learnrows.completions(alice, now.date())[0]["module"] == "Lost property"
    turn("tiny", False, eva)
    for rows in (learnrows.completions, learnrows.modules):
        assert [row["module"] for row in rows(alice, now.date())] == ["Care of things"]


def test_nothing_is_assigned_until_somebody_is_told_outside_the_line(both, eva, site):
    """Whoever has to tell of their manager needs a contact who manages nobody."""
    turn("tiny", True, eva)
    version = ModuleVersion.objects.live().get(module__slug="found-things")
    now, today = timezone.now(), site.today()
    # Whom another subject names is told nothing of this one.
    for position in (1, 2):
        said = {"name": "Kari", "phone": "112 00", "by": eva, "today": today}
        actions.set_contact(site, position, subject=SUBJECT, **said)
    codes = [gap.code for gap in gaps_of(version, [site], now)]
    assert codes == ["not_adopted", "missing_outside_line", "missing_contacts", "missing_contacts"]
    for position in (1, 2):
        actions.set_contact(site, position, subject="tiny", **said)
    assert [m.code for m in missing_at([site], ["contacts"], now, "tiny")] == [
        "missing_outside_line"
    ]
    actions.set_contact(site, 2, subject="tiny", outside_line=True, **said)
    assert missing_at([site], ["contacts"], now, "tiny") == []
    assert not Adoption.objects.exists()


def test_somebody_to_tell_is_needed_whatever_a_subject_says(both, eva, site, monkeypatch):
    """One that asks an employer for nothing, with a module that needs nothing."""
    employer = {"gives": [], "outside_line": True, "contact": "Whom to ask."}
    mine = write_subject(both.root, order=2, from_start=False, employer=employer)
    module = MODULE.replace("needs: [contacts]", "needs: []")
    (mine / "modules/found-things.yaml").write_text(module, encoding="utf-8")
    monkeypatch.setattr("awareness.subjects.registry.SECONDS_UNCHECKED", 0.0)
    load_all()
    turn("tiny", True, eva)
    version = ModuleVersion.objects.live().get(module__slug="found-things")
    assert (version.spec.needs, subjects()["tiny"].employer.gives) == ((), ())
    lacking = ["missing_outside_line", "missing_contacts", "missing_contacts"]
    codes = [gap.code for gap in gaps_of(version, [site], timezone.now())]
    assert codes == ["not_adopted", *lacking]
    contacts = read_readiness(Site.objects.filter(pk=site.pk), timezone.now()).step["contacts"]
    assert any("Care of things" in each for each in contacts.missing)


def test_the_card_has_the_words_of_each_that_is_on_also_before_anybody_is_entered(
    both, eva, alice, site, client_for
):
    turn("tiny", True, eva)
    Need.objects.filter(subject="tiny").delete()
    actions.set_contact(site, 1, subject=SUBJECT, name="Karin", phone="112 00", by=eva,
                        today=site.today())  # fmt: skip
    card = shown(client_for(alice), "/help/")

    assert "Ask at the desk." in card
    assert subjects()[SUBJECT].card.steps[0].say in card
    assert "Is somebody in danger now?" in card  # of neither alone


def test_home_gathers_by_subject_and_a_page_of_one_names_its_own(
    both, eva, alice, site, client_for, monkeypatch
):
    turn("tiny", True, eva)
    asked = Module.objects.filter(slug__in=["what-to-do", "found-things"])
    day = site.today()
    asks = {each.pk: OwnAsk(each.pk, day, day, Standing.TO_DO, False, False) for each in asked}
    monkeypatch.setattr("awareness.home.views.own_ask_by_module", lambda *_who: asks)
    client = client_for(alice)
    home = shown(client, "/learn/")
    assert home.count('class="aw-subject"') == 2
    heads = re.findall(r'aw-h3 aw-h3--read">([^<]+)</h3>\s*<ul', home)
    assert heads == [each.neutral for each in subjects().values()]
    assert "Somebody is in danger now" in home
    assert home.count('class="aw-help2__now"') == 1
    page = shown(client, "/library/netclean-2018/workplace/")
    assert "You or a child in danger now" in page
    assert "Somebody lost something" not in page
    other = shown(client, "/library/tiny-2020/lost-property/")
    assert "Somebody lost something" in other
    assert "child" not in other


def test_a_page_of_one_subject_names_whom_that_subject_says_to_tell(
    both, eva, alice, site, client_for
):
    turn("tiny", True, eva)
    for key, name in ((SUBJECT, "Karin"), ("tiny", "Ines")):
        said = {"name": name, "phone": "112 00", "by": eva}
        actions.set_contact(site, 1, subject=key, **said, today=site.today())
    client = client_for(alice)
    for address in (
        "/learn/found-things/",
        "/remark/?page=/learn/found-things/",
        "/remark/?page=/library/tiny-2020/lost-property/",
    ):
        page = shown(client, address)
        assert "Ines" in page, address
        assert "Karin" not in page, address
    practice = reverse("learning:practice", args=["netclean-2018", "workplace"])
    for address in ("/remark/?page=/library/netclean-2018/workplace/", practice):
        page = shown(client, address)
        assert "Karin" in page, address
        assert "Ines" not in page, address
    between = shown(client, "/remark/?page=/library/")
    assert "Ines" not in between
    assert "Karin" not in between
    card = BeautifulSoup(shown(client, "/help/"), "html.parser")
    assert "Ines" in card.find(id="lost").text  # no line is entered for it
    assert "Karin" not in card.find(id="lost").text
    home = BeautifulSoup(shown(client, "/learn/"), "html.parser")
    assert [each.text for each in home.select(".aw-person__name")] == ["Karin", "Ines"]


def test_hr_of_all_chooses_and_nobody_else(both, eva, bob, site, client_for):
    address = reverse("workplace:choose", args=[2])
    assert client_for(bob).post(address, {"choice": "on"}).status_code == 404
    assert client_for(eva).post(reverse("workplace:choose", args=[7])).status_code == 404
    assert not Subject.objects.get(key="tiny").on
    client = client_for(eva)
    for _click in range(2):  # the second changes nothing
        client.post(address, {"choice": "on"})
    assert client.post(address, {"choice": "perhaps"}).status_code == 302
    assert Subject.objects.get(key="tiny").on
    (choice,) = SubjectChoice.objects.all()
    assert (choice.subject, choice.on, choice.name) == ("tiny", True, eva.name)

    page = shown(client, "/workplace/")
    assert "Lost and found" in page
    assert "?of=2" in page
    assert "tiny" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page))


def test_a_page_of_hr_is_about_the_subject_in_its_address(both, eva, site, client_for):
    turn("tiny", True, eva)
    client, said = client_for(eva), {"name": "Ines", "phone": "031-390 06 12", "role": ""}
    address = reverse("workplace:contact", args=["gothenburg", 1])
    assert "Manages nobody at this site" not in shown(client, address)
    assert "Manages nobody at this site" in shown(client, f"{address}?of=2")
    client.post(f"{address}?of=2", said | {"outside_line": "on"})
    (contact,) = site.contacts.all()
    assert (contact.subject, contact.outside_line) == ("tiny", True)
    assert client.get(f"{address}?of=9").status_code == 404
    for page in ("policy", "contact/2"):
        assert client.get(f"/workplace/gothenburg/{page}/?of=2").status_code == 200
    tomorrow = site.today() + timedelta(days=1)
    client.post(
        "/workplace/gothenburg/policy/?of=2",
        {"text": "Ask at the desk.", "valid_from": tomorrow.isoformat()},
    )
    assert [(p.subject, p.number) for p in site.policies.all()] == [("tiny", 1)]
