"""Publishing: loading twice changes nothing, new words are a new version, none are lost."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from awareness.insights.models import (
    Discrepancy,
    Explainer,
    ExplainerVersion,
    Figure,
    Report,
    Table,
)
from awareness.insights.models.explainers import ImmutableError
from awareness.insights.publish import publish_explainer, publish_explainers, publish_ledger
from awareness.insights.resolved_texts import ProseError
from tests.insights.ledgers import NOW, REPORT, make_figure, make_ledger, make_page

pytestmark = pytest.mark.django_db


def rows(model):
    return list(model.objects.order_by("id").values())


def test_the_ledger_is_stored_whole(ledger):
    publish_ledger(ledger)
    assert Figure.objects.count() == len(ledger.figures)
    alerts = Figure.objects.get(key="alerts")
    assert (alerts.value, alerts.where, alerts.use) == (513, ["2018:12"], "CAVEAT")
    report = Report.objects.get()
    assert report.asked == "272 officers."
    assert report.caveats == {"ALERTS": "It counts alerts, over 2 to 11 years."}
    assert set(report.charts) == {"alerts-dots", "countries"}
    assert Table.objects.get().spec["rows"] == ["here", "others", "there"]
    assert Discrepancy.objects.get().learn


def test_publishing_twice_changes_nothing(ledger):
    for _ in range(2):
        publish_ledger(ledger)
        publish_explainer(make_page(ledger), NOW)
        after = [rows(m) for m in (Report, Figure, Table, Discrepancy, ExplainerVersion)]
    publish_ledger(ledger)
    publish_explainer(make_page(ledger), NOW + timedelta(days=1))
    again = [rows(m) for m in (Report, Figure, Table, Discrepancy, ExplainerVersion)]
    assert again == after


def test_a_changed_figure_is_changed_in_place(ledger):
    publish_ledger(ledger)
    before = Figure.objects.get(key="officers")
    publish_ledger(make_ledger(make_figure("officers", 273)))
    after = Figure.objects.get(key="officers")
    assert (before.id, before.value, after.id, after.value) == (after.id, 272, before.id, 273)


def test_what_vanished_goes_unless_a_page_rests_on_it(library):
    publish_ledger(make_ledger(without="only-men"))
    assert not Figure.objects.filter(key="only-men").exists()
    gone = make_ledger()
    figures = {k: f for k, f in gone.figures.items() if "countries" not in k}
    figures["tiny-2018:countries/here/share"] = gone.figures["tiny-2018:countries/here/share"]
    without_table = gone.__class__(gone.reports, figures, {}, {})
    publish_ledger(without_table)
    # The page draws the table and its note names the discrepancy: kept, and marked.
    assert Table.objects.get(key="countries").withdrawn
    assert Discrepancy.objects.get().withdrawn
    assert Figure.objects.get(key="countries/there/share").withdrawn
    publish_ledger(gone)
    assert not Table.objects.get(key="countries").withdrawn
    assert not Figure.objects.get(key="countries/there/share").withdrawn


def test_the_number_of_queries_does_not_grow(ledger, django_assert_max_num_queries):
    more = [make_figure(f"more-{n}", n) for n in range(300)]
    with django_assert_max_num_queries(40):
        publish_ledger(make_ledger(*more))
    with django_assert_max_num_queries(40):
        publish_ledger(ledger)


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(ledger, library):
    first = library[REPORT, "workplace"]
    second = publish_explainer(make_page(ledger, body="Other {figure:alerts}."), NOW)
    first.refresh_from_db()
    assert (first.number, first.status) == (1, "retired")
    assert (second.number, second.status) == (2, "live")
    assert first.body_markdown.startswith("In all, [513](#source-tiny-2018-alerts)")


def test_a_changed_figure_is_a_new_version_of_the_pages_that_use_it(library):
    first = library[REPORT, "workplace"]
    changed = make_ledger(make_figure("alerts", 514))
    publish_ledger(changed)
    second = publish_explainer(make_page(changed), NOW)
    first.refresh_from_db()
    assert second.number == 2
    assert "513" in first.body_markdown
    assert "513" in first.title
    assert first.resolved["charts"]["alerts-dots"]["table"]["rows"][0]["shown"] == "513"


def test_going_back_makes_the_old_version_live_again(ledger, library):
    first = library[REPORT, "workplace"]
    publish_explainer(make_page(ledger, body="Other."), NOW)
    again = publish_explainer(make_page(ledger), NOW)
    assert (again.id, again.number, again.status) == (first.id, 1, "live")
    assert ExplainerVersion.objects.live().count() == 1


def test_a_page_that_vanished_is_retired(ledger, library):
    publish_explainers([make_page(ledger, slug="other")], NOW)
    assert list(ExplainerVersion.objects.live().values_list("explainer__slug", flat=True)) == [
        "other"
    ]
    assert Explainer.objects.count() == 2


def test_a_published_version_never_changes(library):
    version = library[REPORT, "workplace"]
    version.title = "Another"
    for fields in (None, ["title"], ["title", "status"]):
        with pytest.raises(ImmutableError) as caught:
            version.save(update_fields=fields)
        assert caught.value.code == "immutable"
    version.status = "retired"
    version.save(update_fields=["status"])


def test_the_database_holds_one_live_version(library):
    version = library[REPORT, "workplace"]
    version.pk, version._state.adding = None, True
    version.number, version.content_hash = 2, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


def test_the_hash_covers_everything_that_is_read(ledger):
    plain = {"body": "Else."}
    changed = [
        make_page(ledger),
        make_page(ledger, title="Else"),
        make_page(ledger, lead="Else"),
        make_page(ledger, body="Else"),
        make_page(ledger, plain=plain),
        make_page(ledger, plain=None),
        make_page(make_ledger(make_figure("alerts", 514))),
        make_page(make_ledger(make_figure("alerts", 513, question="Else?"))),
    ]
    assert len({page.content_hash for page in changed}) == len(changed)
    assert make_page(ledger).content_hash == make_page(make_ledger()).content_hash


def test_a_page_with_a_wrong_reference_is_refused_with_its_line(ledger):
    with pytest.raises(ProseError) as caught:
        make_page(ledger, plain={"body": "One.\n{figure:x}", "line_number": 6})
    assert caught.value.line == 7


def test_the_address_of_a_page_leads_to_the_one_that_took_its_place(db, ledger):
    publish_ledger(ledger)
    old = publish_explainers([make_page(ledger, slug="old", insight="02")], NOW)
    replaced = (("tiny-2018", "old", "02"), ("tiny-2018", "never-loaded", "04"))
    new = make_page(ledger, slug="new", insight="across", replaces=replaced)
    for _again in range(2):
        version = publish_explainers([new], NOW)["tiny-2018", "new"]
        moved = {e.slug: (e.insight, e.moved_to) for e in Explainer.objects.exclude(moved_to=None)}
        assert moved == {
            "old": ("02", version.explainer),
            "never-loaded": ("04", version.explainer),
        }
    kept = ExplainerVersion.objects.get(pk=old["tiny-2018", "old"].pk)
    assert kept.status == "retired"
    assert kept.body_markdown == old["tiny-2018", "old"].body_markdown  # as it was read
    publish_explainers([make_page(ledger, slug="old", insight="02")], NOW)  # it comes back
    assert not Explainer.objects.exclude(moved_to=None).exists()
