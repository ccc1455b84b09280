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


def spec_of(ledger: Ledger, question: Definition[AnyQuestion]) -> Spec | None:
    """A question as people answer it; None while it is too incomplete for that."""
    try:
        written = complete_draft(ledger, question.report, question.shape)
        return resolve_spec(ledger, question.report, written)
    except (RefusedItem, ProseError, KeyError, SpecError):
        return None


def specs_of(ledger: Ledger, situation: Definition[ScenarioFile]) -> dict[str, Scenario]:
    """A situation as people play it, by form: of the forms in which every way leads to an end."""
    shape = situation.shape
    whole = {name for name, form in shape.forms.items() if not [*form.problems()]}
    return {
        name: spec
        for name, spec, _wrong in scenario_specs(ledger, shape, shape.decision)
        if spec is not None and name in whole
    }


def version_of(spec: Spec) -> QuestionVersion:
    """What a rehearsal asks. Its number comes of its text: what was answered of another wording
    begins anew."""
    digest = spec_hash(spec.stored())
    return QuestionVersion(pk=int(digest[:12], 16), spec=spec, spec_hash=digest)
