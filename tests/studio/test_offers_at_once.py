"""Two authors decide about the same offer at the same moment: one of them is told."""

from itertools import product

import pytest
from django.utils import timezone

from awareness.studio.models import Draft, OfferDecision, RefusalReason
from awareness.studio.offers import item_offers
from awareness.studio.offers.item_offers import OfferError
from tests.studio.content import write_tiny

HEADLINE = "Q13 tiny-2020:with-rule"
REPORT = "tiny-2020"
NOW = timezone.now()


@pytest.fixture
def tiny(settings, tmp_path):
    settings.CONTENT_DIRS = [write_tiny(tmp_path / "content"), settings.CONTENT_WRITE_DIR]


def refuse(of, name, by, now) -> None:
    item_offers.refuse(of, name, RefusalReason.SAME, by, now)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "late"), [*product((item_offers.take, item_offers.edit, refuse), repeat=2)]
)
def test_what_was_decided_since_it_was_worked_out_is_seen(first, late, tiny, author, second):
    before = item_offers.offers_to_decide(REPORT)
    first(item_offers.offers_to_decide(REPORT), HEADLINE, author, NOW)
    drafts = Draft.objects.count()
    with pytest.raises(OfferError) as gone:
        late(before, HEADLINE, second, NOW)
    assert gone.value.code == "gone"
    assert OfferDecision.objects.get().by == author
    assert Draft.objects.count() == drafts


@pytest.mark.django_db(transaction=True)
def test_of_two_in_the_same_moment_one_is_told(threads, tiny, author, second):
    of = item_offers.offers_to_decide(REPORT)
    results = threads([
        lambda: item_offers.take(of, HEADLINE, author, NOW),
        lambda: item_offers.edit(of, HEADLINE, second, NOW),
        lambda: refuse(of, HEADLINE, second, NOW),
    ])  # fmt: skip
    assert [each.code for each in results if isinstance(each, Exception)] == ["gone", "gone"]
    assert OfferDecision.objects.count() == 1
    one, other = (
        item_offers.offer_name(each.asks)
        for each in item_offers.offers_to_decide(REPORT).offers[:2]
    )
    results = threads([
        lambda: item_offers.take(of, one, author, NOW),
        lambda: item_offers.take(of, other, second, NOW),
    ])  # fmt: skip
    assert all(isinstance(each, Draft) for each in results), results  # of two offers both get one


@pytest.mark.django_db(transaction=True)
def test_one_of_two_brings_it_back(threads, tiny, author, second):
    refuse(item_offers.offers_to_decide(REPORT), HEADLINE, author, NOW)
    results = threads([
        lambda: item_offers.bring_back(REPORT, HEADLINE, author, NOW),
        lambda: item_offers.bring_back(REPORT, HEADLINE, second, NOW),
    ])  # fmt: skip
    assert [each.code for each in results if isinstance(each, OfferError)] == ["not_refused"]
    assert [each.code for each in OfferDecision.objects.all()] == ["refused", "brought_back"]
