"""Several at once, on connections of their own: one row of what there may be one of."""

from django.db.models import Sum

from awareness.learning import access, actions, attempts, certificates, contexts
from awareness.learning.certificate_pdf import can_set_certificates
from awareness.learning.models import Certificate, Completion, StepDone
from awareness.studio.models import PageRemark, Trouble
from awareness.studio.published import remarks
from awareness.workplace import actions as workplace
from awareness.workplace.models import HelpLink, Statement
from quizzes.actions import answer
from quizzes.models import Attempt
from quizzes.queries import next_item
from tests.learning.conftest import NOW, sent

TODAY = NOW.date()


def broken(results: list) -> list:
    return [each for each in results if isinstance(each, Exception)]


def test_showing_what_one_knows_ends_once(threads, module, alice, walk):
    """Begun in many tabs, closed in many tabs, while another tab does the first step as usual."""
    on = walk(alice, module)
    on.begin()
    on.open_first()
    here = access.own_place(alice, module)
    begun = threads([lambda: attempts.start_test_out(here.enrolment, NOW)] * 6)
    assert broken(begun) == []
    attempt = Attempt.objects.get(context=str(contexts.TestOutContext.of(here.enrolment)))
    while item := next_item(attempt):
        answer(item, token=f"t{item.pk}", raw=sent(item), now=NOW)
    results = threads(
        [lambda: actions.settle_test_out(here, attempt, NOW)] * 5
        + [lambda: on.answer("decide"), lambda: on.answer("decide")]
    )
    # An answer to a step that is done meanwhile may be refused; nothing else may.
    assert broken(results[:5]) == []
    steps = StepDone.objects.filter(enrolment=here.enrolment)
    assert [each.step.slug for each in steps.order_by("step__position")] == [
        "decide", "text", "guess", "check",
    ]  # fmt: skip
    assert not Completion.objects.filter(
        module_version=here.version
    ).exists()  # the contact is left
    finished = threads([lambda: on.do("contact")] * 5)
    assert broken(finished) == []
    done = Completion.objects.get(module_version=here.version)
    if can_set_certificates():
        made = threads(
            [lambda: certificates.issue(alice, done.pk, NOW, lambda s: f"https://a.example/{s}")]
            * 4
        )
        assert broken(made) == []
        assert {each.pk for each in made} == {Certificate.objects.get().pk}


def test_remarks_links_and_statements(threads, site, eva):
    said = threads([lambda: remarks.count_remark("/library/", Trouble.values[0], TODAY)] * 8)
    assert broken(said) == []
    assert PageRemark.objects.count() == 1
    assert PageRemark.objects.aggregate(n=Sum("count"))["n"] == 8
    first = workplace.renew_link(site, instead_of=None, by=eva, today=TODAY)
    renewed = threads(
        [lambda: workplace.renew_link(site, instead_of=first.pk, by=eva, today=TODAY)] * 6
    )
    assert len({each.pk for each in renewed}) == 1
    assert HelpLink.objects.filter(ended_on=None).get().pk == renewed[0].pk != first.pk
    stated = threads([lambda: workplace.state("backup", "done", by=eva, today=TODAY)] * 6)
    assert {each.pk for each in stated} == {Statement.objects.get().pk}
