"""What people finished in an earlier system: rehearsed, imported, shown, counted nowhere."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from awareness.assignments import actions, asklists, totals
from awareness.journal.models import Event
from awareness.learning.models import Certificate, Completion, ModuleVersion
from awareness.learning.queries import modules_for
from awareness.mailing.listing import read_plan_lines
from awareness.people.models import Role, User
from awareness.people.today import DayBySite
from awareness.staffing import earlier
from awareness.staffing.earlier import EarlierError
from awareness.staffing.forgetting import forget
from awareness.staffing.models import EarlierBatch, EarlierCompletion
from awareness.staffing.planning.earlier import KnownStaff, plan_earlier
from awareness.staffing.planning.numbers import NumberHabits
from awareness.staffing.reading.heads import Field
from tests.pages import page_text
from tests.staffing.files import csv_bytes, xlsx_bytes

CHOOSE, LIST = "/hr/people/earlier/", "/hr/people/earlier/list/"
HEAD = "E-post;Kurs;Genomförd den;Resultat"
ALICE = "alice.lind@example.com"
pytestmark = pytest.mark.django_db


def send(client, *rows: str, head: str = HEAD, source: str = "Old LMS", **fields):
    file = SimpleUploadedFile("earlier.csv", csv_bytes(head, *rows))
    return client.post(CHOOSE, {"file": file, "source": source, **fields})


def brought_in(client, *rows: str, **how) -> EarlierBatch:
    """These rows, imported; the batch."""
    address = send(client, *rows, **how)["Location"]
    client.post(f"{address}import/")
    return EarlierBatch.objects.latest("at")


def planned(*rows: str, head: bytes = b"Emp no;Email;Course;Completed on"):
    known = KnownStaff(
        {"00123": 1, "a@example.com": 1, "b@example.com": 2},
        NumberHabits(padded={"123": "00123"}, known=frozenset({"00123"})),
    )
    sheet = earlier.read_earlier(b"\n".join([head, *(row.encode() for row in rows)]), {})
    return plan_earlier(sheet.rows, known, [(2, "Fire", date(2024, 1, 2))], date(2026, 11, 30))


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("123;;Fire;2025-03-31", Field.NUMBER, "noughts"),
        ("77;;Fire;2025-03-31", Field.NUMBER, "unknown"),
        (";c@example.com;Fire;2025-03-31", Field.EMAIL, "unknown"),
        ("00123;b@example.com;Fire;2025-03-31", Field.EMAIL, "two_people"),
        (";;Fire;2025-03-31", Field.NUMBER, "nobody"),
        ("00123;;;2025-03-31", Field.TITLE, "no_title"),
        (f"00123;;{'x' * 201};2025-03-31", Field.TITLE, "long_title"),
        ("00123;;Fire;", Field.DONE, "no_day"),
        ("00123;;Fire;31/02/2025", Field.DONE, "no_such_day"),
        ("00123;;Fire;03/04/2025", Field.DONE, "which_day"),
        ("00123;;Fire;9999-12-31", Field.DONE, "not_a_day"),
        ("00123;;Fire;2026-12-01", Field.DONE, "not_yet"),
    ],
)
def test_a_doubtful_row_is_left_with_its_cell_and_why(row, column, code):
    plan = planned(row, "00123;a@example.com;Fire;2025-03-31")
    assert [(need.row, need.column, need.code) for need in plan.problems] == [(2, column, code)]
    assert plan.problems[0].reason
    assert plan.finished == [(1, "Fire", date(2025, 3, 31))]


def test_what_is_here_or_stands_twice_is_not_taken_again():
    rows = ("00123;;Fire;2025-03-31", ";a@example.com;Fire;31.3.2025")
    plan = planned(*rows, ";b@example.com;Fire;2024-01-02")
    assert (len(plan.finished), plan.repeated, plan.problems) == (1, 2, [])


def test_a_list_is_rehearsed_imported_and_taken_back(client_for, eva, alice, bob):
    client = client_for(eva)
    rows = (f"{ALICE};Brandskydd;2025-03-31;pay 97", f"{ALICE};HLR;2024-02-01;12",
            "bob.ek@example.com;HLR;2024-02-01;5", "none@example.com;HLR;2024-02-30;")  # fmt: skip
    address = send(client, *rows)["Location"]
    text = page_text(client.get(address))
    assert "3 completions of 2 people; 1 row" in text
    assert "Row 5" in text
    assert "2024-02-30 There is no such day." in text
    assert not EarlierCompletion.objects.exists()
    batch = EarlierBatch.objects.get()
    assert "pay 97" not in json.dumps([batch.planned, batch.needs])  # a column that is not taken
    client.post(f"{address}import/")
    assert EarlierCompletion.objects.count() == 3
    batch.refresh_from_db()
    assert (batch.planned, batch.needs) == ([], [])
    text = page_text(client.post(f"{address}import/", follow=True))
    assert "This was imported already." in text
    assert "Imported on" in text
    # Sent again, nothing comes twice.
    again = send(client, *rows)["Location"]
    text = page_text(client.get(again))
    assert "0 completions of 0 people; 1 row" in text
    assert "3 more rows are here already" in text
    assert "Brandskydd" in page_text(
        client.get(reverse("staff:show_person", args=[alice.public_id]))
    )
    text = page_text(client.post(f"{address}take-back/", follow=True))
    assert "Taken back on" in text
    assert EarlierCompletion.objects.count() == 3
    assert earlier.read_earlier_of(Role.HR, alice) == []
    assert "There are none." in page_text(client.get(LIST))
    # What was taken back may come in anew.
    brought_in(client, *rows)
    assert len(earlier.read_earlier_of(Role.HR, alice)) == 2
    kinds = Event.objects.filter(kind__startswith="earlier.").order_by("pk")
    assert [(e.kind, e.actor, e.facts.get("rows")) for e in kinds] == [
        ("earlier.imported", eva.public_id, 3),
        ("earlier.taken_back", eva.public_id, None),
        ("earlier.imported", eva.public_id, 3),
    ]


def test_two_rehearsals_of_one_list_import_it_once(client_for, eva, alice):
    client = client_for(eva)
    first, second = (send(client, f"{ALICE};HLR;2024-02-01;")["Location"] for _ in range(2))
    client.post(f"{first}import/")
    client.post(f"{second}import/")
    assert EarlierCompletion.objects.count() == 1
    row = EarlierCompletion.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlierCompletion.objects.create(
            person=alice, title="HLR", day=row.day, source=row.source, batch=row.batch
        )
    with pytest.raises(TypeError):
        row.delete()


def test_what_cannot_be_done_has_a_code(client_for, eva, alice):
    address = send(client_for(eva), f"{ALICE};HLR;2024-02-01;")["Location"]
    pk, now = EarlierBatch.objects.get().pk, timezone.now()
    for act, code in (
        (earlier.take_back, "not_imported"), (earlier.import_batch, ""),
        (earlier.import_batch, "begun"), (earlier.take_back, ""), (earlier.take_back, "taken_back"),
    ):  # fmt: skip
        if not code:
            act(pk, eva, now)
            continue
        with pytest.raises(EarlierError) as caught:
            act(pk, eva, now)
        assert caught.value.code == code
    assert "already" in page_text(client_for(eva).post(f"{address}take-back/", follow=True))


@pytest.mark.parametrize(
    ("head", "rows", "words"),
    [
        ("E-post;Sak;Genomförd den", ("a@b.se;x;2024-02-01",), "Two columns are needed"),
        ("Namn;Kurs;Datum", ("A;x;2024-02-01",), "nobody could be recognised"),
        (HEAD, ("a@b.se;640823-3234;2024-02-01;",), "national identity number"),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_words(client_for, eva, head, rows, words):
    response = send(client_for(eva), *rows, head=head)
    assert response.status_code == 422
    assert words in page_text(response)
    assert not EarlierBatch.objects.exists()


def test_hr_says_what_a_column_is(client_for, eva, alice):
    client, head = client_for(eva), "E-post;Sak;Genomförd den"
    page = BeautifulSoup(send(client, f"{ALICE};HLR;2024-02-01", head=head).content, "html.parser")
    chosen = {
        select["name"]: select.select_one("[selected]")["value"] for select in page.select("select")
    }
    # What was understood stands chosen, so that it is sent along.
    assert chosen == {"column-epost": "email", "column-sak": "", "column-genomfordden": "done"}
    brought_in(client, f"{ALICE};HLR;2024-02-01", head=head, **chosen | {"column-sak": "title"})
    assert [each.title for each in earlier.read_earlier_of(Role.HR, alice)] == ["HLR"]


def test_a_workbook_is_read_and_too_many_rows_are_refused(client_for, eva, alice, monkeypatch):
    data = xlsx_bytes(["Email", "Course", "Completed on"], [ALICE, "HLR", date(2024, 2, 1)])
    send_book = lambda: client_for(eva).post(  # noqa: E731
        CHOOSE, {"file": SimpleUploadedFile("earlier.xlsx", data), "source": "Old LMS"}
    )
    assert send_book().status_code == 302
    assert EarlierBatch.objects.get().planned == [[alice.pk, "HLR", "2024-02-01"]]
    monkeypatch.setattr(earlier, "MOST_ROWS", 0)
    assert "up to 20,000 rows" in page_text(send_book())


def test_hr_of_some_sites_imports_and_reads_their_people_alone(
    client_for, local, alice, charlie, eva
):
    client = client_for(local)
    address = send(client, f"{ALICE};HLR;2024-02-01;", "charlie@example.com;HLR;2024-02-01;",
                   f"{charlie.email};HLR;2024-02-01;")["Location"]  # fmt: skip
    text = page_text(client.get(address))
    assert "1 completion of 1 person; 2 rows" in text
    # Nobody of theirs and nobody at all read the same.
    assert text.count("Nobody whom you keep has") == 2
    # Moved away between the rehearsal and the import, alice is left.
    User.objects.filter(pk=alice.pk).update(site=charlie.site)
    client.post(f"{address}import/")
    assert not EarlierCompletion.objects.exists()


def test_who_reads_it(client_for, eva, alice, bob, charlie, auditor, other_site):
    brought_in(client_for(eva), f"{ALICE};HLR;2024-02-01;", f"{charlie.email};HLR;2023-02-01;")
    says = "from Old LMS, not checked here"
    person = reverse("staff:show_person", args=[alice.public_id])
    for who, pages in (
        (eva, (LIST, person)),
        (auditor, (LIST,)),
        (alice, ("/me/", "/me/employer/")),
    ):
        for address in pages:
            assert says in page_text(client_for(who).get(address)), (who, address)
    assert charlie.name in page_text(client_for(auditor).get(LIST))
    found = page_text(client_for(auditor).get(LIST, {"q": "alice"}))
    assert alice.name in found
    assert charlie.name not in found
    assert "There are none." in page_text(client_for(auditor).get(LIST, {"q": ALICE}))
    for address in (LIST, CHOOSE, f"{CHOOSE}{EarlierBatch.objects.get().pk}/"):
        for outsider in (bob, charlie, alice):
            assert client_for(outsider).get(address).status_code == 404
    assert client_for(auditor).get(CHOOSE).status_code == 404
    assert "HLR" not in page_text(client_for(bob).get("/team/"))
    row = client_for(alice).get("/me/record.json").json()["parts"]["earlier"]["rows"]
    assert [(r["title"], r["source"], r["imported_by"]) for r in row] == [
        ("HLR", "Old LMS", eva.name)
    ]


def test_hr_of_other_sites_sees_neither_batch_nor_rows(client_for, eva, author, alice, other_site):
    batch = brought_in(client_for(eva), f"{ALICE};HLR;2024-02-01;")
    grant = author.role_grants.create(role="hr", limited=True)
    grant.sites.add(other_site)
    client = client_for(author)
    assert client.get(f"{CHOOSE}{batch.pk}/").status_code == 404
    assert client.post(f"{CHOOSE}{batch.pk}/take-back/").status_code == 404
    assert "There are none." in page_text(client.get(LIST))


def test_the_list_costs_the_same_at_two_sizes(client_for, eva, alice, bob, auditor):
    client, counts = client_for(auditor), []
    for rows in ((f"{ALICE};HLR;2024-02-01;",),
                 tuple(f"bob.ek@example.com;HLR {n};2024-02-01;" for n in range(9))):  # fmt: skip
        brought_in(client_for(eva), *rows)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_is_counted_nowhere(client_for, eva, alice, site, module):
    """Named like the module and done in time, it changes no state, total, mail or certificate."""
    now = timezone.now()
    actions.assign(module, [site], now.date() + timedelta(days=7), eva, now, token=uuid4())

    def everything() -> list[object]:
        today, day = DayBySite(alice.today()), alice.today()
        mails = [
            list(read_plan_lines(day + timedelta(days=ahead), now, User.objects.all()))
            for ahead in (0, 8, 30)
        ]
        return [
            asklists.read_rows_of_person(Role.HR, alice, today),
            totals.count_asks("module", today), mails,
            [mine.last_done for mine in modules_for(alice)],
            Completion.objects.count(), Certificate.objects.count(),
        ]  # fmt: skip

    before = everything()
    assert before[0]
    assert before[1]
    assert before[2][0]
    title = ModuleVersion.objects.get(module=module).spec.title
    batch = brought_in(client_for(eva), f"{ALICE};{title};{now.date()};")
    assert batch.completions.count() == 1
    assert everything() == before
    earlier.take_back(batch.pk, eva, now)
    assert everything() == before


def test_a_rehearsal_is_forgotten_after_a_day(client_for, eva, alice):
    client = client_for(eva)
    brought_in(client, f"{ALICE};HLR;2024-02-01;")
    send(client, f"{ALICE};HLR;2024-02-02;")
    forget(timezone.now() + timedelta(hours=25))
    assert [batch.imported_at is not None for batch in EarlierBatch.objects.all()] == [True]
