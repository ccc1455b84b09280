"""What a reviewer reads as one, in the words of the forms; what stays found right."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from awareness.content.reading.kept import KeptText
from awareness.content.staging import published_object
from awareness.content.writing import ObjectKind, ObjectRef
from awareness.studio.draft_kinds import draft_kinds, wording_form
from awareness.studio.draft_kinds.new_question import new_line
from awareness.studio.drafts import drafting
from awareness.studio.drafts import history as draft_history
from awareness.studio.models import Picked, ReportFile
from awareness.studio.reviews import asking as draft_reviews
from awareness.studio.reviews import lines as review_lines
from awareness.studio.reviews.reading import read_review
from tests.studio.test_draft_reviews import begin, find_right, numbers

NOW = timezone.now()
FIGURE = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "managers")


def drafted(by, place, before=None, **values):
    body = {**(before or published_object(place).fields), **values}
    return drafting.begin(place, body, place.key, "", by, NOW)[0]


def sent(draft, reviewer, by, before):
    return draft_reviews.ask_for_review(
        numbers([draft]), reviewer, by, by.today(NOW), NOW, "", {draft.pk: before}
    )


def lines(card) -> dict[str, tuple[str, str]]:
    return {line.label: (line.before, line.after) for line in card.in_words}


def test_a_figure_is_one_card_in_the_words_of_its_form(tiny, author, second, client_for):
    figure = drafted(author, FIGURE)
    review = sent(figure, second, author, {})
    [card] = read_review(review).drafts[0].cards_in_words
    said = lines(card)
    assert said["How it may be used"] == ("", "Teach with it")
    assert said["For whom"] == ("", "All staff, Managers")
    assert not any(label == "managers" or label == "key" for label in said)
    client, own = client_for(second), f"/studio/reviews/{review.pk}/"
    page = client.get(own).content.decode()
    assert ">Teach with it" in page.replace("\n", "").replace("  ", "")
    assert "TEACH" not in page
    # One press finds all of it right, another takes that back.
    marks = {"draft": figure.pk, "passage": [p.digest for p in card.passages], "right": "1"}
    client.post(f"{own}mark/", marks)
    assert read_review(review).waiting_count == 0
    client.post(f"{own}mark/", marks | {"right": "0"})
    assert read_review(review).waiting_count == 1


def test_one_field_of_a_figure_that_changed_is_read_again_alone(tiny, author, second, client_for):
    figure = drafted(author, FIGURE)
    review = sent(figure, second, author, {})
    find_right(review, second)
    body = figure.newest_revision().body
    drafting.save(figure.pk, body | {"use": "HOLD"}, "x", 1, author, NOW)
    draft_reviews.send_again(review.pk, numbers([figure]), author, NOW, {figure.pk: {}})
    [read] = read_review(review).drafts
    [card] = read.cards_in_words
    assert card.name == "The figure"
    left = [line.label for line in card.in_words if line.passage.digest not in read.right_digests]
    assert (card.is_right, left) == (False, ["How it may be used"])
    page = client_for(second).get(f"/studio/reviews/{review.pk}/").content.decode()
    assert page.count("found right before") == len(card.in_words) - 1


def test_one_changed_field_is_called_by_its_name(tiny, author, second):
    before = published_object(FIGURE).fields
    figure = drafted(author, FIGURE, use="HOLD")
    [card] = read_review(sent(figure, second, author, before)).drafts[0].cards_in_words
    assert (card.name, lines(card)) == (
        "How it may be used",
        {"How it may be used": ("Teach with it", "Hold it back, and say why")},
    )


def test_a_comment_on_a_card_names_its_field(tiny, author, second, client_for):
    figure = drafted(author, FIGURE)
    review = sent(figure, second, author, {})
    [card] = read_review(review).drafts[0].cards_in_words
    use = next(line for line in card.in_words if line.passage.field == "use")
    client, own = client_for(second), f"/studio/reviews/{review.pk}/"
    place = {"draft": figure.pk, "passage": use.passage.digest}
    refused = client.post(f"{own}comment/", place | {"text": ""})
    assert (refused.context["at"], refused.status_code) == (card.anchor, 422)
    assert f'value="{use.passage.digest}"\n' in refused.content.decode()
    answer = client.post(f"{own}comment/", place | {"text": "Why?"})
    said = review.comments.get()
    assert answer["Location"].endswith(f"#c-{said.pk}")
    assert f'id="c-{said.pk}"' in client.get(own).content.decode()
    assert said.about == "How it may be used: Teach with it"


def test_each_field_stands_beside_the_line_it_was_proposed_from(tiny, author, second, client_for):
    figure = drafted(author, FIGURE)
    file = ReportFile.objects.create(
        name="r.txt", original="0" * 64, by=author, by_name=author.name, at=NOW, state="ready",
        text=str(KeptText(("Report", "120 managers answered."), "text", "0" * 64)),
    )  # fmt: skip
    Picked.objects.create(
        draft=figure, report=file, by=author, name=author.name, at=NOW,
        proposals={"value": ["120", 2, False], "unit": ["managers", 2, False]},
    )  # fmt: skip
    reading = read_review(sent_confirmed(figure, second, author))
    review_lines.add_lines([reading])
    [card] = reading.drafts[0].cards_in_words
    found = {line.passage.field: line.origin.words for line in card.in_words if line.origin}
    assert found == {"value": "120 managers answered.", "unit": "120 managers answered."}


def sent_confirmed(figure, second, author):
    for name in ("value", "unit"):
        value = figure.newest_revision().body[name]
        figure.confirmations.create(field=name, value=value, by=author, name="x", at=NOW)
    return sent(figure, second, author, {})


def test_answers_are_cards_in_their_order(tiny, author, second):
    place = ObjectRef(ObjectKind.QUESTION, "tiny", "tiny-2020", "new")
    body = {"kind": "single", "stem": "Which?", "figures": ["managers"], "audience": ["S"]}
    for n in range(1, 12):
        body |= {f"row{n}_key": f"a-{n}", f"row{n}_text": f"Text {n}.",
                 f"row{n}_feedback": "So.", f"row{n}_correct": n == 1}  # fmt: skip
    review = sent(drafted(author, place, body), second, author, {})
    cards = read_review(review).drafts[0].cards_in_words
    names = [card.name for card in cards]
    assert [name for name in names if name.startswith("Answer")] == [
        f"Answer {n}" for n in range(1, 12)
    ]
    first = next(card for card in cards if card.name == "Answer 1")
    assert lines(first) == {
        "Answer 1": ("", "Text 1."), "This is right": ("", "Yes"),
        "What is said about it": ("", "So."),
    }  # fmt: skip
    others = {line.label: line.after for card in cards for line in card.in_words}
    assert others["Kind"] == "One answer is right"
    assert others["Figures that it rests on and does not name"] == "Managers who answered"


@pytest.mark.parametrize(
    ("family", "source", "right"), [("Q13", ["with-rule"], None), ("Q9", ["rules"], "90")]
)
def test_what_a_line_makes_is_read_as_the_question_it_is(
    tiny, author, second, client_for, family, source, right
):
    place = ObjectRef(ObjectKind.QUESTION, "tiny", "tiny-2020", "made")
    body = new_line(family, source) | {"objective": "library-source"}
    review = sent(drafted(author, place, body), second, author, {})
    client, own = client_for(second), f"/studio/reviews/{review.pk}/"
    page = BeautifulSoup(client.get(own).content, "html.parser")
    [card] = page.select(".aw-rev")
    assert card.select_one(".aw-offer__stem").text.strip()
    rows = [row.text for row in card.select(".aw-opts li") if "Right:" in row.text]
    assert len(rows) == 1
    assert (right or "") in rows[0]
    assert "Item model: " in card.text  # and what no learner sees of it
    [reviewed] = read_review(review).drafts
    marks = {"draft": reviewed.draft.pk, "right": "1",
             "passage": [passage.digest for passage in reviewed.passages]}  # fmt: skip
    client.post(f"{own}mark/", marks)
    assert read_review(review).waiting_count == 0


def test_no_field_of_any_kind_is_called_by_its_name(tiny, author):
    """Of whatever a form holds, and of all that the files of the shipped content say."""
    for kind, of_kind in draft_kinds().items():
        for name, field in of_kind.form_class.base_fields.items():
            if name not in ("based_on", "key"):
                assert of_kind.form_class.label_of(name, {}) != name, (kind, name, field)
    numbered = {
        ObjectKind.QUESTION: ("row10_text", "target2_plain", "row1_feedback"),
        ObjectKind.MODULE: ("step3_title", "step1_uses", "step1_form", "objective2_text"),
        ObjectKind.SUBJECT: ("card1_word", "need2_offer", "term1_mend"),
        ObjectKind.REPORT: ("caveats", "sources"),
        ObjectKind.SITUATION: ("form1_turn2_text", "form1_turn2_choice3_goto", "form2_start"),
        ObjectKind.DISCREPANCY: ("learn", "sources"),
        ObjectKind.TABLE: ("grid", "row_used", "col_labels", "source"),
    }
    for kind, names in numbered.items():
        for name in names:
            assert name not in draft_kinds()[kind].form_class.label_of(name, {}), name
            assert "_" not in draft_kinds()[kind].form_class.label_of(name, {})


def test_a_turn_of_a_situation_is_one_card():
    form = draft_kinds()[ObjectKind.SITUATION].form_class
    named = ("form1_turn2_key", "form1_turn2_text", "form1_turn2_choice1_feedback")
    assert {form.card_name_of(name) for name in named} == {"Form 1, turn 2"}
    assert [form.is_derived(name) for name in (*named, "form1_turn2_choice1_key", "form1_key")] == [
        False, False, False, True, True,
    ]  # fmt: skip


def test_choices_and_keys_are_said_in_words(tiny, author):
    module = ObjectRef(ObjectKind.MODULE, "tiny", "", "new")
    steps = {"step1_kind": "check", "step1_uses": ["tiny-2020/lost-property", "tiny-2020/new"],
             "mandatory": True, "open_to": "managers", "needs": ["policy", "support"]}  # fmt: skip
    body = {"title": "New", "step1_slug": "one", **steps}
    form = wording_form(
        drafted(author, module, body), body, title_by_key={"tiny-2020/new": "A draft"}
    )
    said = {name: form.value_in_words(name, value) for name, value in steps.items()}
    assert said == {
        "step1_kind": "Questions", "step1_uses": "Most managers have a rule, A draft",
        "mandatory": "Yes", "open_to": "Managers", "needs": "A policy, Support lines",
    }  # fmt: skip


def test_what_differs_and_is_said_alike_is_shown_as_it_is_kept(tiny, author, second):
    """Two figures may have one label: nobody could find right which of them it is."""
    place = ObjectRef(ObjectKind.QUESTION, "tiny", "tiny-2020", "new")
    before = {"kind": "single", "stem": "Which?", "figures": ["managers"]}
    after = before | {"figures": ["tiny-2020:managers"]}
    question = drafted(author, place, after)
    [card] = read_review(sent(question, second, author, before)).drafts[0].cards_in_words
    assert [*lines(card).values()] == [("managers", "tiny-2020:managers")]
    [(_name, pieces)] = draft_history.field_changes(question, before, after)
    assert {piece.how for piece in pieces} > {"same"}


def test_a_tables_columns_are_read_with_its_rows():
    form = draft_kinds()[ObjectKind.TABLE].form_class()
    grid = {
        "cols": ["Men", "Women"],
        "rows": [{"printed": "Yes", "values": ["61", "60"], "line": 1}],
    }
    assert form.value_in_words("grid", grid) == " | Men | Women\nYes | 61 | 60"
    assert form.value_in_words("grid", None) == ""


def test_what_stands_beside_a_figure_is_read_in_its_words(
    tiny, author, second, django_assert_num_queries
):
    figure = drafted(author, FIGURE, caveats="CHOSE")
    place = ObjectRef(ObjectKind.REPORT, "tiny", "tiny-2020", "")
    with django_assert_num_queries(0):
        assert "CHOSE" not in wording_form(figure).value_in_words("caveats", "CHOSE")
    about = drafted(author, place, {"title": "T", "caveats": [["CHOSE", "They chose to."]]})
    review = draft_reviews.ask_for_review(
        numbers([figure, about]), second, author, author.today(NOW), NOW, "", {}
    )
    cards = [card for each in read_review(review).drafts for card in each.cards_in_words]
    said = {line.label: line.after for card in cards for line in card.in_words}
    assert said["What has to be said beside it"] == "They chose to."
    assert said["What has to be said beside its figures"] == "They chose to."


def test_history_is_told_in_the_same_words(tiny, author):
    figure = drafted(author, FIGURE)
    body = figure.newest_revision().body
    changes = draft_history.field_changes(figure, body, body | {"use": "HOLD", "key": "other"})
    [(name, pieces)] = changes
    assert name == "How it may be used"
    assert (
        "".join(piece.text for piece in pieces if piece.how != "gone")
        == "Hold it back, and say why"
    )


@pytest.mark.parametrize(
    ("earlier", "later", "left"),
    [
        # One was rewritten: the one behind it stays found right.
        ("Ask at once. Then wait. Go home.", "Ask soon. Then wait. Go home.", ["Ask soon."]),
        # One came between: what follows it is read again.
        ("Ask. Then wait.", "Ask. Never alone. Then wait.", ["Never alone.", "Then wait."]),
        # They were moved: all that stands behind another one is read again.
        ("Ask. Then wait. Go.", "Ask. Go. Then wait.", ["Go.", "Then wait."]),
    ],
)
def test_what_did_not_change_stays_found_right(author, second, earlier, later, left):
    draft = begin("new", author, {"title": "T", "body": earlier})
    review = sent(draft, second, author, {})
    find_right(review, second)
    drafting.save(draft.pk, {"title": "T", "body": later}, "T", 1, author, NOW)
    draft_reviews.send_again(review.pk, numbers([draft]), author, NOW, {draft.pk: {}})
    waiting = read_review(review).drafts[0].waiting_cards
    assert [card.passages[0].after for card in waiting] == left


def page_of(author, text: str):
    return begin("many-have-one", author, {"title": "Many have one", "body": text})


def test_a_figure_that_is_reviewed_stands_beside_the_sentence(tiny, author, second, client_for):
    fields = published_object(FIGURE).fields | {"as_printed": "74", "value": "74"}
    place = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "new-one")
    figure = drafted(author, place, fields)
    page = page_of(author, "{say:Six} <i>have</i> {figure:new-one}.")
    review = draft_reviews.ask_for_review(
        numbers([page, figure]), second, author, author.today(NOW), NOW, "", {}
    )
    # What is written on after it was sent is not what is approved.
    drafting.save(figure.pk, fields | {"value": "75", "as_printed": "75"}, "x", 1, author, NOW)
    shown = BeautifulSoup(
        client_for(second).get(f"/studio/reviews/{review.pk}/").text, "html.parser"
    )
    card = next(each for each in shown.select(".aw-rev") if "Six" in each.text)
    source = card.select_one(".aw-lines")
    assert "74" in source.select_one("b").text
    assert source.select_one("q").text
    assert source.select_one("a")["href"] == f"#d-{figure.pk}"
    assert shown.select_one(f"#d-{figure.pk}")
    read = card.select_one(".aw-prose")  # as learners read it; what somebody typed is inert
    assert "Six <i>have</i> 74" in " ".join(read.text.split())
    assert not read.select("i")


def test_a_figure_that_is_in_no_review_is_said_with_its_draft(tiny, author, second, client_for):
    place = ObjectRef(ObjectKind.FIGURE, "tiny", "tiny-2020", "new-one")
    figure = drafted(author, place, published_object(FIGURE).fields)
    page = page_of(author, "Here {figure:new-one}, there {figure:nowhere}. And words.")
    review = sent(page, second, author, {})
    shown = BeautifulSoup(
        client_for(second).get(f"/studio/reviews/{review.pk}/").text, "html.parser"
    )
    drafted_only, missing = shown.select(".aw-lines")
    assert "nor in this review" in drafted_only.text
    assert drafted_only.select_one("a")["href"] == f"/studio/drafts/{figure.pk}/"
    assert "no figure tiny-2020:nowhere" in missing.text


def test_a_new_page_is_read_as_a_page_once(tiny, author, second, client_for):
    """With its figures’ lines beside it; once some of it was found right, what changed alone."""
    place = ObjectRef(ObjectKind.PAGE, "tiny", "tiny-2020", "new-page")
    text = "Of {say:three} people, {figure:managers} do.\n\nMore <b>words</b> here. And here."
    body = {"title": "A finding", "lead": "Said once.", "body": text, "plain_title": "A",
            "plain_lead": "B.", "plain_body": "C. D. E.", "insight": "about", "order": 3,
            "audience": ["S"]}  # fmt: skip
    page = drafted(author, place, body)
    review = sent(page, second, author, {})
    reading = read_review(review)
    review_lines.add_lines([reading])
    cards = reading.drafts[0].cards_in_words
    assert [card.name for card in cards] == ["The page", "The plain edition"]
    assert cards[0].whole["title"] == "A finding"
    client, own = client_for(second), f"/studio/reviews/{review.pk}/"
    shown = BeautifulSoup(client.get(own).text, "html.parser")
    whole = shown.select_one(".aw-rev")
    assert "{figure" not in whole.text
    assert "Marked as no claim: three" in whole.text
    assert not whole.select(".aw-preview b:-soup-contains('words')")
    assert whole.select_one(".aw-lines q").text
    marks = {"draft": page.pk, "right": "1"}
    for card in cards:
        client.post(f"{own}mark/", marks | {"passage": [p.digest for p in card.passages]})
    assert read_review(review).waiting_count == 0
    drafting.save(page.pk, body | {"body": text.replace("More", "Fewer")}, "A", 1, author, NOW)
    draft_reviews.send_again(review.pk, numbers([page]), author, NOW, {})
    [changed] = read_review(review).drafts[0].waiting_cards
    assert [passage.after for passage in changed.passages] == ["¶ Fewer <b>words</b> here."]


def test_figures_are_read_in_words_on_both_sides(tiny, author, second, client_for):
    """And as they are written where both sides read alike."""
    page = page_of(author, "First {figure:managers} did.")
    before = {"title": "Many have one", "body": "First {figure:managers} do."}
    review = sent(page, second, author, before)
    shown = BeautifulSoup(
        client_for(second).get(f"/studio/reviews/{review.pk}/").text, "html.parser"
    )
    [was, now] = shown.select_one(".aw-ba").select("dd")
    assert "{" not in was.text + now.text
    assert (was.select_one("del").text, now.select_one("ins").text) == ("do", "did")


def test_lines_of_a_report_that_nobody_published_come_from_its_file(tiny, author, second):
    fields = published_object(FIGURE).fields
    about = published_object(ObjectRef(ObjectKind.REPORT, "tiny", "tiny-2020", "tiny-2020")).fields
    kept = KeptText(tuple(f"Line number {n} of it." for n in range(1, 400)), "text", "0" * 64)
    file = ReportFile.objects.create(
        name="n.txt", original="0" * 64, by=author, by_name="A", at=NOW, state="ready",
        text=str(kept), subject="tiny", slug="new-2023",
    )  # fmt: skip
    report = drafted(
        author, ObjectRef(ObjectKind.REPORT, "tiny", "new-2023", "new-2023"),
        {**about, "sources": {"2023": f"{file.slug}.txt"}},
    )  # fmt: skip
    figure = drafted(
        author, ObjectRef(ObjectKind.FIGURE, "tiny", "new-2023", "new-one"),
        {**fields, "where": "2023:5"},
    )  # fmt: skip
    place = ObjectRef(ObjectKind.PAGE, "tiny", "new-2023", "a-page")
    page = drafted(author, place, {"title": "A", "body": "Of {figure:new-one}."})
    review = draft_reviews.ask_for_review(
        numbers([report, figure, page]), second, author, author.today(NOW), NOW, "", {}
    )
    reading = read_review(review)
    review_lines.add_lines([reading])
    named = next(each for each in reading.drafts if each.draft == page).figures.values()
    [[shown]] = [each for each in named if each]
    assert [line.text for line in shown.lines] == ["Line number 5 of it."]


def test_what_is_found_right_leads_to_the_next_that_is_not(tiny, author, second, client_for):
    figure = drafted(author, FIGURE)
    page = page_of(author, "One is so. Two are so.")
    before = {page.pk: {"title": "Few have one", "body": "None is so."}}
    review = draft_reviews.ask_for_review(
        numbers([figure, page]), second, author, author.today(NOW), NOW, "", before
    )
    client, own = client_for(second), f"/studio/reviews/{review.pk}/"

    def cards():
        reading = read_review(review)
        return [(each, card) for each in reading.drafts for card in each.cards_in_words]

    def lead(at: int, right: str = "1") -> str:
        each, card = cards()[at]
        digests = [passage.digest for passage in card.passages]
        sent = {"draft": each.draft.pk, "passage": digests, "right": right}
        address, _hash, place = client.post(f"{own}mark/", sent)["Location"].partition("#")
        assert address == own
        shown = BeautifulSoup(client.get(own).content, "html.parser")
        assert shown.find(id=place)["tabindex"] == "-1"
        return place

    places = [card.anchor for _each, card in cards()]
    assert len(places) == 4
    assert lead(1) == places[2]
    assert lead(2) == places[3]
    assert lead(3) == places[0]  # from the top again
    assert lead(3, "0") == places[3]  # taken back
    assert lead(3) == places[0]
    assert lead(0) == "end"
    refused = client.post(f"{own}mark/", {"draft": page.pk, "passage": "gone", "right": "1"})
    assert refused["Location"] == own
