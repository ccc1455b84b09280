"""adopt: two different people, one text; a changed text is not adopted by the old row."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from awareness.learning.adoption import adopt, is_adopted
from awareness.learning.errors import AdoptionError
from awareness.learning.models import Adoption
from awareness.learning.publish import publish_module

from .conftest import TEXTS, definition

DAY = date(2026, 11, 20)
TWO = ["Karin Sandell", "Tomas Bergvall"]


@pytest.fixture
def version(module):
    return module.versions.get()


def test_two_people_adopt_a_text_and_a_new_text_needs_them_again(version, settings):
    settings.DEMO = False
    assert not is_adopted(version)
    row = adopt(version, TWO, DAY)
    assert (row.first, row.second, row.content_hash) == (*TWO, version.content_hash)
    assert is_adopted(version)
    assert not is_adopted(publish_module(definition(say="Other."), TEXTS))


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ([], "two_people"),
        (["Karin"], "two_people"),
        (["Karin", " "], "two_people"),
        (["Karin", "Tomas", "Eva"], "two_people"),
        (["Karin Sandell", " karin  SANDELL"], "same_person"),
    ],
)
def test_it_takes_two_different_people(version, names, code):
    with pytest.raises(AdoptionError) as refused:
        adopt(version, names, DAY)
    assert refused.value.code == code
    assert not Adoption.objects.exists()


def test_the_database_refuses_one_person_twice(version):
    same = {"module_version": version, "content_hash": version.content_hash, "day": DAY}
    for first, second in (("Karin", "karin"), ("", "Karin"), ("Karin", "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Adoption.objects.create(first=first, second=second, **same)


def test_a_demo_adoption_counts_in_the_demo_alone(version, settings):
    settings.DEMO = True
    adopt(version, TWO, DAY, demo=True)
    assert is_adopted(version)
    settings.DEMO = False
    assert not is_adopted(version)
    with pytest.raises(AdoptionError) as refused:
        adopt(version, TWO, DAY, demo=True)
    assert refused.value.code == "demo_only"
    adopt(version, TWO, DAY)
    with pytest.raises(AdoptionError) as refused:
        adopt(version, TWO, DAY)
    assert refused.value.code == "already_adopted"
    assert is_adopted(version)


def test_the_opening_page_says_it_quietly(version, alice, client_for, settings):
    client = client_for(alice)
    settings.DEMO = True
    adopt(version, TWO, DAY, demo=True)
    assert b"Adopted for this demo only." in client.get("/learn/topic/").content
    adopt(version, TWO, DAY)
    page = client.get("/learn/topic/").content.decode()
    assert "on 20 November 2026" in page
    assert "Karin" not in page


def test_the_command_adopts_and_explains_what_it_refuses(version):
    out = StringIO()
    by = ["--by", TWO[0], "--by", TWO[1]]
    call_command("adopt", "topic", *by, stdout=out)
    assert out.getvalue().startswith("topic 1.0 is adopted by Karin")
    for arguments, words in (
        (["topic", *by], "This version is adopted already."),
        (["nowhere", *by], "There is no module nowhere. Modules: first, topic."),
        (["first", "--by", "Karin"], "Name two people"),
        (["first", "--by", "Karin", "--by", "KARIN"], "These are the same person."),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("adopt", *arguments)
    assert Adoption.objects.count() == 1
