"""HR's pages for bringing people in: HR, HR of another site, and everybody else."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django_ox.testing import run_tasks

from awareness.people.models import RoleGrant, Site, User
from awareness.staffing import staging, tasks
from awareness.staffing.forgetting import forget
from awareness.staffing.models import ColumnName, FilePart, Import, StagedRows, State
from tests.conftest import in_background, make_person
from tests.pages import page_text
from tests.staffing.files import csv_bytes

HEAD = "Anst nr;E-post;Namn;Ort;Enhet;Slut;Frånvaro"
CHOOSE = "/hr/people/import/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def hr(client_for, eva, packing):
    return client_for(eva)


@pytest.fixture
def hr_of_leeds(client_for, other_site):
    person = make_person("Lena Ford", other_site, role="hr")
    grant = RoleGrant.objects.get(user=person)
    grant.limited = True
    grant.save()
    grant.sites.add(other_site)
    return client_for(person)


@pytest.fixture
def queued(settings):
    in_background(settings)


def send(client, *lines: str, head: str = HEAD, name="staff.csv", **fields):
    file = SimpleUploadedFile(name, csv_bytes(head, *lines))
    return client.post(CHOOSE, {"file": file, **fields})


def rehearse(client, *lines: str, **how) -> tuple[str, str]:
    """(address, text) of the rehearsal of these lines."""
    address = send(client, *lines, **how)["Location"]
    return address, page_text(client.get(address))


def test_a_list_is_rehearsed_imported_and_taken_back(hr):
    address, text = rehearse(
        hr,
        "1;asa@example.com;Åsa Öberg;Gothenburg;Packing;;sjuk",
        "2;;Bo Ek;Gothenburg;;31/02/2027;",
    )
    assert "1 new, 1 needs you" in text
    assert "Row 3" in text
    assert "31/02/2027 There is no such day." in text
    assert "Import 1, leave 1" in text
    assert not User.objects.filter(name="Åsa Öberg").exists()
    response = hr.post(address + "begin/", follow=True)
    text = page_text(response)
    assert "1 imported, 1 left" in text
    assert "End day" in text
    assert "31/02/2027" not in text
    person = User.objects.get(name="Åsa Öberg")
    sheet = b"".join(hr.get(address + "receipt.csv").streaming_content).decode()
    assert "Åsa Öberg" in sheet
    assert "Left: There is no such day." in sheet
    text = page_text(hr.post(address + "take-back/", follow=True))
    assert "1 taken back, 0 cannot be" in text
    assert not User.objects.filter(pk=person.pk).exists()


def test_a_cell_is_mended_on_the_page(hr):
    address, text = rehearse(hr, "1;;Åsa Öberg;;;31/02/2027;")
    assert "2027-02-28" in text
    text = page_text(hr.post(address + "mend/", {"set-2-end": "2027-02-28"}, follow=True))
    assert "1 new" in text
    assert "needs you" not in text
    hr.post(address + "begin/")
    assert User.objects.get(name="Åsa Öberg").end_day.isoformat() == "2027-02-28"


def test_unknown_places_are_asked_about(hr):
    address, text = rehearse(hr, *(f"{n};;Åsa Öberg;Cork;Sorting / Night;;" for n in range(3)))
    assert "2 names we do not know" in text
    assert "Site Cork, 3 people." in text
    refused = hr.post(address + "place/", {"column": "site", "name": "Cork", "what": "make"})
    assert refused.status_code == 422
    assert "Choose the country of each new site" in page_text(refused)
    hr.post(address + "place/", {"column": "site", "name": "Cork", "what": "make", "country": "IE"})
    text = page_text(hr.post(address + "place/", {"column": "team", "what": "make"}, follow=True))
    assert "we do not know" not in text
    assert "Import 3" in text
    assert not Site.objects.filter(name="Cork").exists()  # not before it is imported
    hr.post(address + "begin/")
    assert User.objects.filter(site__name="Cork", memberships__team__name="Night").count() == 3


def test_all_sites_are_said_at_once_and_may_be_said_otherwise(hr, site):
    rows = [f"{n};;Åsa Öberg;{s};;;" for n, s in enumerate(("Cork", "Rome", "GBG") * 6)]
    address, text = rehearse(hr, *rows)
    assert "3 names we do not know" in text
    sent = {"name": ["Cork", "Rome", "GBG"], "what": ["make", "make", str(site.pk)]}
    page = hr.post(address + "place/", sent | {"country": ["SV", "", ""]}, follow=True)
    assert "Choose the country of Rome as well." in page_text(page)
    assert "One name we do not know" in page_text(page)
    cork = {"name": "Cork", "what": "make", "country": "IE"}
    page = hr.post(address + "place/", cork, follow=True)
    said = BeautifulSoup(page.content, "html.parser").find(id="country-False-1")
    assert said.find("option", selected=True).text == "Ireland"
    hr.post(address + "begin/")
    assert Site.objects.get(name="Cork").country == "IE"
    assert User.objects.filter(name="Åsa Öberg", site=site).count() == 6


def test_what_was_written_is_taken_together(hr):
    """One wait for all of it; and what many rows have alike is mended once."""
    text = "Anst nr;E-post;Namn;Chef"
    rows = ["1;;Bo Ek;", *(f"{n};;Åsa Öberg;77" for n in range(2, 9)), "9;;;"]
    address, page = rehearse(hr, *rows, head=text)
    assert "8 need you" in page
    assert "Row 3 and 6 others, for which this holds as well" in page
    sent = {"cell-3-manager": "1", "cell-10-name": "Ulla By"}
    assert "9 new" in page_text(hr.post(address + "mend/", sent, follow=True))


def test_on_the_page_of_all_cells_each_row_is_mended_by_itself(hr):
    rows = ["1;;Bo Ek;", *(f"{n};;Åsa Öberg;77" for n in range(2, 5))]
    address, _page = rehearse(hr, *rows, head="Anst nr;E-post;Namn;Chef")
    cells = BeautifulSoup(hr.get(address + "rows/needs/").content, "html.parser")
    assert len(cells.main.find_all("input", attrs={"name": "cell-3-manager"})) == 1
    text = page_text(hr.post(address + "mend/", {"alone": "yes", "set-3-manager": ""}, follow=True))
    assert "2 need you" in text


def test_a_cell_that_is_too_long_is_named_and_all_that_was_written_stays(hr):
    address, _text = rehearse(hr, "1;;Åsa Öberg;;;31/02/2027;", "2;;;;;;")
    sent = {"cell-2-end": "2027-02-28", "cell-3-name": "x" * 300}
    response = hr.post(address + "mend/", sent)
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert "Row 3: Ensure this value has at most 254 characters" in page.main.text
    assert {i["name"]: i["value"] for i in page.find_all("input") if i["name"] in sent} == sent


def test_the_rehearsal_names_the_columns_that_were_not_taken(hr):
    _address, text = rehearse(hr, "1;Åsa Öberg;x;2020-01-01", head="Anst nr;Namn;Lön;Slut")
    assert "Columns that were not taken: Lön." in text
    assert "1 row is of somebody who has left already" in text


def test_a_known_place_may_be_meant(hr, site):
    address, _text = rehearse(hr, *(f"{n};;Åsa Öberg;GBG;;;" for n in range(3)))
    hr.post(address + "place/", {"column": "site", "name": "GBG", "what": str(site.pk)})
    hr.post(address + "begin/")
    assert User.objects.filter(name="Åsa Öberg", site=site).count() == 3


def test_nobody_leaves_unless_the_file_is_whole(hr, site):
    make_person("Bo Ek", site)
    address, text = rehearse(hr, "1;;Åsa Öberg;Gothenburg;;;")
    assert "Nobody leaves by being absent" in text
    text = page_text(hr.post(address + "whole/", {"whole": "yes"}, follow=True))
    assert "1 leaves" in text
    assert "Bo Ek" in text
    assert "Eva Holm" in text  # she holds a role: to be ended by hand
    hr.post(address + "begin/")
    assert not User.objects.get(name="Bo Ek").may_sign_in()


def test_the_brake_is_confirmed_by_whoever_has_looked(hr, site):
    for number in range(10, 16):
        User.objects.create_user(employee_number=str(number), name="Anna Berg", site=site)
    address, text = rehearse(hr, *(f"{number};;Anna Ek;;;;" for number in range(10, 16)))
    assert "6 of 7 people would" in text
    refused = hr.post(address + "begin/")
    assert (refused.status_code, Import.objects.get().state) == (422, State.PLANNED)
    hr.post(address + "begin/", {"read": "6"})
    assert User.objects.filter(name="Anna Ek").count() == 6


@pytest.mark.parametrize(
    ("head", "line", "words"),
    [
        (HEAD, "1;;Åsa;;;;850412-1230", "Row 2, column “Frånvaro”: this has the shape"),
        ("Namn;Ort", "Åsa;Leeds", "None of the columns is the employee number"),
        ("x;y", "1;2", "No row was found that names the columns."),
    ],
)
def test_a_file_that_is_not_taken_is_refused_in_words(hr, head, line, words):
    text = page_text(hr.get(send(hr, line, head=head)["Location"]))
    assert words in text
    assert "Nothing was kept." in text
    imported = Import.objects.get()
    assert imported.state == State.REFUSED
    assert not FilePart.objects.exists()
    assert "850412" not in text + str(vars(imported))
    assert "850412" not in page_text(hr.get(CHOOSE))


def test_what_is_no_list_is_refused_at_sight(hr):
    for data, words in ((b"%PDF-1.7", "This is no list"), (b"\xd0\xcf\x11\xe0", "older XLS")):
        response = hr.post(CHOOSE, {"file": SimpleUploadedFile("staff.csv", data)})
        assert response.status_code == 422
        assert words in page_text(response)
    assert not Import.objects.exists()


def test_a_file_that_waits_is_unreadable_and_gone_once_it_was_read(hr, queued):
    address = send(hr, "1;;Åsa;;;;sjuk")["Location"]
    assert "The file is being read" in page_text(hr.get(address))
    [part] = FilePart.objects.all()
    assert b"sjuk" not in bytes(part.sealed)
    run_tasks()
    assert "1 new" in page_text(hr.get(address))
    assert not FilePart.objects.exists()
    assert "sjuk" not in str([vars(rows) for rows in StagedRows.objects.all()])


def test_a_kill_while_a_file_is_read_loses_nothing(hr, queued):
    """Half of its rows were kept: it is read anew by whoever looks after imports."""
    send(hr, "1;;Åsa;;;;", "2;;Bo;;;;")
    imported = Import.objects.get()
    StagedRows.objects.create(imported=imported, position=0, rows=[[2, {"number": "1"}, False]])
    Import.objects.update(at=timezone.now() - timedelta(minutes=11))
    tasks.look_after_imports.call()
    imported.refresh_from_db()
    assert (imported.state, imported.counts["new"]) == (State.PLANNED, 2)


def test_a_file_under_another_key_is_asked_for_again(hr, queued, settings):
    send(hr, "1;;Åsa;;;;")
    settings.SECRET_KEY = "another-key-" * 6
    staging.read_file(Import.objects.get().pk)
    assert Import.objects.get().refused["code"] == "lost"


def test_columns_are_mapped_once_and_remembered(hr):
    page = hr.get(send(hr, "1;Åsa Öberg", head="Löpnr;Namn")["Location"])
    assert "Löpnr" in page_text(page)  # each column can be named there
    selects = BeautifulSoup(page.content, "html.parser").select("select")
    # What was understood stands chosen, so that it is sent along.
    assert [select.select_one("[selected]")["value"] for select in selects] == ["", "name"]
    address, _text = rehearse(
        hr, "1;Åsa Öberg", head="Namn;Löpnr", **{"column-lopnr": "number", "column-namn": "name"}
    )
    assert set(ColumnName.objects.values_list("bare", "field")) == {
        ("lopnr", "number"), ("namn", "name"),
    }  # fmt: skip
    _address, text = rehearse(hr, "7;Bo Ek", head="Löpnr;Namn")
    assert "1 new" in text
    assert "Löpnr" in page_text(hr.get(address + "columns/"))


def test_a_file_is_put_away(hr):
    address, _text = rehearse(hr, "1;;Åsa Öberg;;;;")
    assert "Nothing of it was kept" in page_text(hr.post(address + "put-away/", follow=True))
    assert not Import.objects.exists()


def test_progress_is_shown_while_the_worker_is_at_it(hr):
    address, _text = rehearse(hr, "1;;Åsa Öberg;;;;")
    Import.objects.update(state=State.IMPORTING, done=120, to_do=400)
    response = hr.get(address)
    assert response["Refresh"] == "2"
    assert "120 of 400 people are done." in page_text(response)


def test_everybody_of_a_kind_by_page(hr):
    address, _text = rehearse(hr, *(f"{n};;Åsa Öberg;;;;" for n in range(120)))
    text = page_text(hr.get(address + "rows/new/?page=3"))
    assert "120 rows: new" in text
    assert "Row 121" in text
    assert hr.get(address + "rows/nothing/").status_code == 404


def test_only_who_may_gets_in(hr, hr_of_leeds, client_for, bob, charlie, auditor, other_site):
    """HR of another site sees neither the lists of others nor their people."""
    address, _text = rehearse(hr, "1;;Åsa Öberg;;;;")
    outside = [client_for(person) for person in (bob, charlie, auditor)]
    for client in outside:
        assert client.get(CHOOSE).status_code == 404
        assert send(client, "1;;Bo;;;;").status_code == 404
    for client in (*outside, hr_of_leeds):
        assert client.get(address).status_code == 404
        for verb in ("mend", "place", "whole", "begin", "put-away", "take-back"):
            assert client.post(f"{address}{verb}/").status_code == 404
        assert client.get(address + "receipt.csv").status_code == 404
        assert client.get(address + "columns/").status_code == 404
        assert client.get(address + "rows/new/").status_code == 404
    assert Import.objects.get().state == State.PLANNED
    _address, text = rehearse(
        hr_of_leeds, f";{bob_address()};;;;;", "8;;Ewa Al;Gothenburg;;;", "9;;Ida Ul;Leeds;;;"
    )
    assert "1 new, 2 need you" in text
    assert text.count("that you do not keep") == 2
    assert other_site.name in text


def bob_address() -> str:
    return User.objects.get(name="Bob Ek").email


def test_a_file_is_larger_than_a_form_and_only_there(hr, settings):
    lines = [f"{n};;Anna Berg;;;;{'x' * 1000}" for n in range(1500)]
    response = send(hr, *lines)
    assert response.status_code == 302
    file = SimpleUploadedFile("staff.csv", b"x" * 1_100_000)
    assert hr.post("/hr/assign/", {"file": file}).status_code == 413


def test_pages_cost_as_many_queries_for_many_rows(hr, django_assert_max_num_queries):
    small, _text = rehearse(hr, *(f"{n};;Anna Berg;Gothenburg;;;" for n in range(5)))
    large, _text = rehearse(hr, *(f"{n};;Anna Berg;Gothenburg;;31/02/2027;" for n in range(100)))
    with django_assert_max_num_queries(30):
        hr.get(small)
    with django_assert_max_num_queries(30):
        hr.get(large)


def test_the_list_of_people_leads_there(hr, client_for, auditor):
    assert CHOOSE in hr.get(reverse("assignments:people")).content.decode()
    assert CHOOSE not in client_for(auditor).get(reverse("assignments:people")).content.decode()


def test_a_receipt_is_there_until_it_goes(hr):
    address, _text = rehearse(hr, "1;;Åsa Öberg;;;;")
    hr.post(address + "begin/")
    forget(timezone.now() + timedelta(days=29))
    assert hr.get(address).status_code == 200
    forget(timezone.now() + timedelta(days=31))
    assert hr.get(address).status_code == 404
