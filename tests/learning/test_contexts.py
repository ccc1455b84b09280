"""Contexts: `Attempt.context` holds their text for years, so it stays as it is to the letter."""

from awareness.learning import contexts
from awareness.learning.models import Completion


def test_the_text_of_a_context_stays_as_it_is_stored():
    assert str(contexts.StepContext("topic", "1.2", "check")) == "module:topic:1.2:check"
    assert str(contexts.TestOutContext("topic", "1.2")) == "test-out:topic:1.2"
    assert str(contexts.PracticeContext("rep-2020", "page")) == "check:rep-2020/page"
    assert str(contexts.RefresherContext("topic", 7, 2)) == "refresher:topic:7:2"


def test_contexts_are_of_a_version_its_step_or_a_completion(module, alice, walk):
    walk(alice, module).finish()
    completion = Completion.objects.get(learner=alice, module_version__module=module)
    enrolment = completion.enrolment
    step = completion.module_version.spec.steps[3]
    assert str(contexts.StepContext.of(enrolment, step)) == "module:topic:1.0:check"
    assert str(contexts.TestOutContext.of(enrolment)) == "test-out:topic:1.0"
    enrolment.number = 2
    assert str(contexts.StepContext.of(enrolment, step)) == "module:topic:1.0:check#2"
    assert str(contexts.TestOutContext.of(enrolment)) == "test-out:topic:1.0#2"
    refresher = contexts.RefresherContext.of(completion, 1)
    assert str(refresher) == f"refresher:topic:{completion.pk}:1"
