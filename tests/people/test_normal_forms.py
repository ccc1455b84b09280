"""When two addresses or numbers are the same: kinds of differences that nobody sees, and those that
count."""

from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from awareness.people.folding import sort_key
from awareness.people.models import Identifier, User
from awareness.people.normal_forms import normal_form, without_unseen

SAME = {
    "zero-width space": ("eva.dahl@example.com", "\u200beva.dahl@example.com"),
    "byte order mark": ("eva.dahl@example.com", "\ufeffeva.dahl@example.com"),
    "soft hyphen": ("P-2002", "P\u00ad-2002"),
    "direction mark": ("P-2002", "\u200eP-2002\u202c"),
    "variation selector": ("P-2002", "P\ufe0f-2002"),
    "case and hard space": ("eva.dahl@example.com", " EVA.DAHL@EXAMPLE.COM\u00a0"),
    "full-width digits": ("00456", "００４５６"),
    "full-width address": ("eva@example.com", "ｅｖａ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
    "hyphen that does not break": ("P-2002", "P\u20112002"),
    "dash": ("P-2002", "P–2002"),
    "minus": ("P-2002", "P\u22122002"),
    "decomposed letter": ("ÖST7", "O\u0308ST7"),
    "Kelvin sign": ("K9", "\u212a9"),
    "hard space": ("QX 12", "QX\u00a012"),
    "thin space, twice": ("QX 12", "QX\u2009\u200912"),
    "tab": ("QX 12", "QX\t12"),
    "sharp s": ("groß7", "GROSS7"),
}
ANOTHER = {
    "leading noughts": ("00456", "456"),
    "dotless i": ("IX 45", "ıx 45"),
    "accent": ("ÖST7", "OST7"),
    "Cyrillic a": ("eva@example.com", "ev\u0430@example.com"),
    "a hyphen more": ("P2002", "P-2002"),
    "a space more": ("QX12", "QX 12"),
}


@pytest.mark.parametrize("kind", SAME)
def test_the_same(kind):
    stored, typed = SAME[kind]
    assert normal_form(stored) == normal_form(typed)


@pytest.mark.parametrize("kind", ANOTHER)
def test_another(kind):
    stored, typed = ANOTHER[kind]
    assert normal_form(stored) != normal_form(typed)


@given(st.text())
def test_it_is_a_form_of_its_own(text):
    """Made again it stays, and no way of writing the same letters makes another."""
    form = normal_form(text)
    assert normal_form(form) == form
    for way in ("NFC", "NFD"):
        assert normal_form(normalize(way, text)) == form


def test_nothing_but_the_unseen_goes_from_what_was_typed():
    assert without_unseen("\ufeff  Eva.Dahl@Example.com\u200b ") == "Eva.Dahl@Example.com"
    assert without_unseen("P\u20112002") == "P\u20112002"


@pytest.mark.parametrize("kind", SAME)
def test_nobody_is_stored_who_would_look_the_same(kind, db):
    stored, typed = SAME[kind]
    first = User.objects.create_superuser(stored, name="First")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_superuser(typed, name="Second")
    assert User.objects.signing_in_with(typed).get() == first
    assert Identifier.objects.get().typed == without_unseen(stored)


@pytest.mark.parametrize("kind", ANOTHER)
def test_who_looks_different_is_another(kind, db):
    for name, typed in zip(("First", "Second"), ANOTHER[kind], strict=True):
        User.objects.create_superuser(typed, name=name)
    found = [User.objects.signing_in_with(typed).get().name for typed in ANOTHER[kind]]
    assert found == ["First", "Second"]


def test_a_number_is_nobodys_address(db):
    User.objects.create_user(email="eva@example.com", name="Eva")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(employee_number="EVA@example.com", name="Eve")


@pytest.mark.parametrize("nothing", ["\u200b", "\u00ad\ufeff", "ﷺ" * 40])
def test_what_cannot_be_read_is_no_identifier(nothing, db, alice):
    alice.employee_number = f"{nothing}"
    if without_unseen(nothing):
        with pytest.raises(ValidationError) as caught:
            alice.save()
        assert caught.value.code == "unsayable"
    else:
        alice.save()
        assert [each.kind for each in alice.identifiers.all()] == ["email"]


def test_many_at_once_are_stored_by_it_too(db):
    made = User.objects.bulk_create(
        User(email=f"P{n}@Example.com", employee_number=f"0{n}\u200b", name=f"P {n}")
        for n in range(3)
    )
    assert [User.objects.signing_in_with(f"０{n}").get() for n in range(3)] == made
    assert made[0].public_id != made[1].public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="p1@example.com", name="Again")])
    assert User.objects.count() == 3


def test_names_that_differ_in_accents_alone_keep_one_order():
    names = ["Åsa", "Asa", "ASA", "asa"]
    assert sorted(names, key=sort_key) == sorted(reversed(names), key=sort_key)
    assert len({sort_key(name) for name in names}) == 4
