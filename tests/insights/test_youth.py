"""The third edition of a page: who is given it, and what stands in where there is none."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from awareness.insights.models import Figure
from awareness.insights.page_contexts import explainer_context
from awareness.insights.publish import publish_explainer, publish_ledger
from tests.insights.ledgers import NOW, make_figure, make_ledger, make_page

pytestmark = pytest.mark.django_db
URL = "/library/tiny-2018/workplace/"
YOUTH = {"title": "For you", "body": "{figure:alerts} alerts, said to you."}


@pytest.fixture
def young(alice):
    alice.youth_until = timezone.localdate() + timedelta(days=1)
    alice.save()
    return alice


def main(client, url=URL) -> str:
    return BeautifulSoup(client.get(url).content, "html.parser").main.text


def test_it_is_part_of_the_version_and_of_its_hash(ledger):
    plain, both = make_page(ledger), make_page(ledger, youth=YOUTH)
    assert plain.content_hash != both.content_hash
    assert plain.content_hash == make_page(ledger, youth=None).content_hash
    publish_ledger(ledger)
    first = publish_explainer(plain, NOW)
    second = publish_explainer(both, NOW)
    assert (first.number, second.number) == (1, 2)
    assert second.youth["title"] == "For you"
    assert first.youth is None


def test_the_youngest_are_given_it_and_nobody_else(ledger, library, young, bob, client_for):
    publish_explainer(make_page(ledger, youth=YOUTH), NOW)
    assert "said to you" in main(client_for(young))
    assert "said to you" not in main(client_for(bob))
    assert "said to you" not in main(client_for(young), f"{URL}?edition=plain")
    assert "said to you" not in main(client_for(young), f"{URL}?edition=ordinary")
    # It is nobody else's to ask for.
    assert "said to you" not in main(client_for(bob), f"{URL}?edition=youth")


def test_the_day_after_it_is_the_ordinary_one_again(ledger, library, young, client_for):
    publish_explainer(make_page(ledger, youth=YOUTH), NOW)
    young.youth_until = timezone.localdate() - timedelta(days=1)
    young.save()
    assert "said to you" not in main(client_for(young))


def test_where_there_is_none_the_plain_one_stands_in(ledger, library):
    version = library["tiny-2018", "workplace"]
    assert (
        explainer_context(version, "youth")["html"] == explainer_context(version, "plain")["html"]
    )
    bare = publish_explainer(make_page(ledger, plain=None), NOW)
    assert explainer_context(bare, "youth")["edition"] == "ordinary"


def test_a_figure_that_it_alone_names_is_kept_when_the_file_loses_it(db):
    ledger = make_ledger(make_figure("extra", 7))
    publish_ledger(ledger)
    publish_explainer(make_page(ledger, youth={"body": "{figure:extra} more."}), NOW)
    publish_ledger(make_ledger())
    assert Figure.objects.get(key="extra").withdrawn
