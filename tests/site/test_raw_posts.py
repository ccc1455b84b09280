"""What a page sends is read by a form. What is read without one has its reason here."""

import re

from django.conf import settings

CODE = ("awareness", "quizzes")
# The studio's are looked at with its forms.
LEFT_OUT = "awareness/studio/"
NAME = r"""["']?(\w+)["']?"""
READ = re.compile(
    rf"request\.POST(?:\.get\(|\[){NAME}|{NAME} (?:not )?in (?:self\.)?request\.POST\b(?!\.)"
)
BUTTON = "the button that was pressed: it is there or not, and has no value"
REASONS = {
    "everybody": BUTTON, "one": BUTTON, "alone": BUTTON, "whole": BUTTON, "save": BUTTON,
    "preview": BUTTON, "assign": BUTTON,
    "login": "says which of two forms was sent: the sign-in itself is read by its form",
    "column": "says which of two forms was sent",
    "demo": "a button's value: an identifier, looked up as one that is typed; in the demo alone",
    "page": "signed by us: the signature is the check",
    "CARRIED_FIELD": "encrypted by us: what it holds is checked when it is decrypted",
    "OWNER": "signed by us: the signature is the check",
    "contact": "of whoever is signed out: cut, and compared with who is named once they are back",
    "SHARED_DEVICE_KEY": "a box that is ticked or not, on forms of Django's and allauth's",
}  # fmt: skip


def raw_reads(text: str) -> list[str]:
    return [before or after for before, after in READ.findall(text)]


def test_each_read_without_a_form_has_a_reason():
    reads = {
        f"{path.relative_to(settings.BASE_DIR)}: {name}": name
        for room in CODE
        for path in (settings.BASE_DIR / room).rglob("*.py")
        if LEFT_OUT not in path.as_posix()
        for name in raw_reads(path.read_text(encoding="utf-8"))
    }
    assert [place for place, name in reads.items() if name not in REASONS] == []
    assert set(REASONS) == set(reads.values())  # none outlives its read


def test_each_way_to_read_is_seen():
    text = """request.POST.get("a", ""); request.POST["b"]
        "c" in request.POST; KEY not in self.request.POST; value in request.POST.lists()"""
    assert raw_reads(text) == ["a", "b", "c", "KEY"]
