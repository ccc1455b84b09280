"""Questions that are not published, as people would answer them. Nothing here writes."""

from awareness.bank.authored import AnyQuestion, ScenarioFile
from awareness.bank.build import complete_draft
from awareness.bank.canonical import spec_hash
from awareness.bank.guards import RefusedItem
from awareness.bank.resolve import resolve_spec
from awareness.bank.scenarios import scenario_specs
from awareness.content.parsed_content import Definition
from awareness.insights.ledger import Ledger
from awareness.insights.resolved_texts import ProseError
from quizzes.errors import SpecError
from quizzes.kinds import Scenario, Spec
from quizzes.models import QuestionVersion


def question_spec(ledger: Ledger, question: Definition[AnyQuestion]) -> Spec | None:
    """A question as people answer it; None while it is too incomplete for that."""
    try:
        complete_question = complete_draft(ledger, question.report, question.shape)
        return resolve_spec(ledger, question.report, complete_question)
    except (RefusedItem, ProseError, KeyError, SpecError):
        return None


def spec_by_form(ledger: Ledger, situation: Definition[ScenarioFile]) -> dict[str, Scenario]:
    """A situation as people play it, by form: of the forms in which every way leads to an end."""
    shape = situation.shape
    complete_forms = {name for name, form in shape.forms.items() if not [*form.problems()]}
    return {
        name: spec
        for name, spec, _wrong in scenario_specs(ledger, shape, shape.decision)
        if spec is not None and name in complete_forms
    }


def unsaved_version(spec: Spec) -> QuestionVersion:
    """A version that is not saved, for a rehearsal. Its id comes of its text, so that answers to
    another wording are not taken for answers to it."""
    digest = spec_hash(spec.stored())
    return QuestionVersion(pk=int(digest[:12], 16), spec=spec, spec_hash=digest)
