"""The rows of one's own record about learning: what one was asked, began, answered and finished.

Tables that grow with everybody's answers are read one after the other, each by the ids that the one
before gave, and never joined: no plan can then go through everybody's rows again and again.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy

from awareness.assignments.models import (
    FOR_CHANGES_ALONE,
    Ask,
    AskChange,
    AssignmentPerson,
    EndReason,
    ReasonCode,
)
from awareness.assignments.queries import OwnAsk, own_ask_by_module
from awareness.home.recordrows import Row
from awareness.learning.models import (
    Acknowledgement,
    Certificate,
    Completion,
    Correction,
    Enrolment,
    ModuleVersion,
    RefresherChoice,
    StepDone,
)
from awareness.people.models import (
    User,
)
from awareness.staffing.models import EarlierCompletion
from awareness.subjects.queries import is_subject_off, shown_title
from quizzes.display import tells_results
from quizzes.models import Attempt, AttemptItem, KindName, QuestionVersion, Response
from quizzes.queries import items_of_learner

TITLE_LOOKUP = "module_version__spec__title"
SUBJECT_LOOKUP = "module_version__module__subject"


def version_label(major: int, minor: int) -> str:
    return f"{major}.{minor}"


def assignments(user: User, today: date) -> list[Row]:
    """What one was asked to do, ended or not, and where it stands as one sees it oneself."""
    asks = list(Ask.objects.filter(person=user).order_by("asked_on", "id"))
    titles = _title_by_module(ask.module_id for ask in asks)
    own_asks = own_ask_by_module(user, today)
    return [
        {
            "module": titles.get(ask.module_id, ""),
            "asked_on": ask.asked_on,
            "first_due_day": ask.first_due_on,
            "due_day": ask.due_on,
            "state": None if ask.ended_on else _standing_word(own_asks.get(ask.module_id)),
            "done_on": ask.done_on,
            "valid_to": ask.valid_until,
            "excused": str(ask.get_excused_code_display()) or None,
            "paused": str(ask.get_paused_code_display()) or None,
            "paused_until": ask.paused_until,
            "ended_on": ask.ended_on,
            "ended_because": str(ask.get_ended_reason_display()) or None,
        }
        for ask in asks
    ]


def _standing_word(own_ask: OwnAsk | None) -> str | None:
    """In a word; None of what became one's own choice meanwhile."""
    return own_ask.word if own_ask else None


def asked_by_name(user: User, _today: date) -> list[Row]:
    """What one was asked, or not asked, by name."""
    rows = AssignmentPerson.objects.filter(person=user).order_by("id")
    rows = rows.select_related("assignment__created_by")
    titles = _title_by_module(row.assignment.module_id for row in rows if row.assignment.module_id)
    return [
        {
            "module": titles.get(row.assignment.module_id or 0, row.assignment.track),
            "left_out": row.left_out,
            "by": row.assignment.created_by.name,
            "on": timezone.localdate(row.assignment.created_at, user.zone),
        }
        for row in rows
    ]


def asked_changes(user: User, _today: date) -> list[Row]:
    """What was changed about what one is asked, by whom, and by which of the reasons."""
    asks = list(Ask.objects.filter(person=user).values_list("pk", "module_id"))
    titles = _title_by_module(module_id for _pk, module_id in asks)
    module_by_ask = dict(asks)
    changes = AskChange.objects.filter(ask__in=module_by_ask).select_related("by")
    return [
        {
            "module": titles.get(module_by_ask[change.ask_id], ""),
            "what": str(change.get_kind_display()),
            "because": str(REASON_WORDS.get(change.code, "")) or None,
            "from": change.day_before,
            "to": change.day_after,
            "by": change.by.name if change.by else None,
            "on": timezone.localdate(change.at, user.zone),
        }
        for change in changes.order_by("id")
    ]


REASON_WORDS = (
    dict(ReasonCode.choices)
    | dict(EndReason.choices)
    | {FOR_CHANGES_ALONE: gettext_lazy("a new version: what changed in it")}
)


def _title_by_module(modules: Iterable[int]) -> dict[int, str]:
    """By id of a module: the title of its newest version, or its subject's neutral name."""
    versions = ModuleVersion.objects.filter(module__in=set(modules)).order_by("major", "minor")
    titled = versions.annotate(is_off=is_subject_off("module__subject"))
    rows = titled.values_list("module_id", "spec__title", "module__subject", "is_off")
    return {module_id: shown_title(*shown) for module_id, *shown in rows}


def modules(user: User, _today: date) -> list[Row]:
    """Every module begun, asked for or not, and how far one is."""
    enrolment_by_id = _enrolment_by_id(user)
    steps_done_by_enrolment = Counter(
        StepDone.objects.filter(enrolment__in=enrolment_by_id).values_list(
            "enrolment_id", flat=True
        )
    )
    return [
        {
            "module": _module_title(enrolment),
            "version": enrolment.module_version.label,
            "begun": enrolment.begun_at,
            "state": str(enrolment.get_state_display()),
            "steps_done": steps_done_by_enrolment[enrolment.pk],
            "steps": len(enrolment.module_version.spec.steps),
        }
        for enrolment in enrolment_by_id.values()
    ]


def _enrolment_by_id(user: User) -> dict[int, Enrolment]:
    """By id: one's enrolments with their versions. What hangs on them is read by these ids."""
    enrolments = Enrolment.objects.filter(learner=user).order_by("id")
    enrolments = enrolments.annotate(is_off=is_subject_off(SUBJECT_LOOKUP))  # type: ignore[no-redef]  # the same
    return {row.pk: row for row in enrolments.select_related("module_version__module")}


def _module_title(enrolment: Enrolment) -> str:
    """The title of the module that one is enrolled in, or its subject's neutral name."""
    return _title_or_neutral(enrolment.module_version.title, enrolment)


def _title_or_neutral(title: str, enrolment: Enrolment) -> str:
    """A title of the enrolment's module or step, or its subject's neutral name."""
    return shown_title(title, enrolment.module_version.module.subject, enrolment.is_off)


def steps(user: User, _today: date) -> list[Row]:
    """Every step that was done, with its day."""
    enrolment_by_id = _enrolment_by_id(user)
    steps_done = (
        StepDone.objects.filter(enrolment__in=enrolment_by_id)
        .order_by("id")
        .prefetch_related("step")
    )
    return [
        {
            "module": _module_title(enrolment_by_id[step_done.enrolment_id]),
            "step": _title_or_neutral(
                step_done.step.title, enrolment_by_id[step_done.enrolment_id]
            ),
            "done_on": step_done.on,
            "carried_over": step_done.carried_from_id is not None,
        }
        for step_done in steps_done
    ]


def completions(user: User, _today: date) -> list[Row]:
    """Every module that one has finished, with version and day."""
    completed = Completion.objects.filter(learner=user).order_by("day", "id")
    titled = completed.annotate(is_off=is_subject_off(SUBJECT_LOOKUP))
    fields = (
        "module_version__major",
        "module_version__minor",
        "day",
        "at",
        TITLE_LOOKUP,
        SUBJECT_LOOKUP,
    )
    return [
        {
            "module": shown_title(*shown),
            "version": version_label(major, minor),
            "done_day": day,
            "at": written_at,
        }
        for major, minor, day, written_at, *shown in titled.values_list(*fields, "is_off")
    ]


def earlier_completions(user: User, _today: date) -> list[Row]:
    """What HR imported from another system; in full with the batches that were taken back."""
    rows = EarlierCompletion.objects.filter(person=user).select_related("batch__by")
    return [
        {
            "title": row.title,
            "done_day": row.day,
            "source": row.source,
            "imported_by": row.batch.by.name if row.batch.by else "",
            "imported_on": _local_day(row.batch.imported_at, user),
            "taken_back_on": _local_day(row.batch.taken_back_at, user),
        }
        for row in rows.order_by("-day", "title", "pk")
    ]


def _local_day(moment: datetime | None, user: User) -> date | None:
    return timezone.localdate(moment, user.zone) if moment else None


def commitments(user: User, _today: date) -> list[Row]:
    """What one confirmed at the end of a module: the policy, and whom one would tell."""
    enrolment_by_id = _enrolment_by_id(user)
    acknowledgements = Acknowledgement.objects.filter(enrolment__in=enrolment_by_id).order_by("id")
    return [
        {
            "module": _module_title(enrolment_by_id[acknowledgement.enrolment_id]),
            "step": _title_or_neutral(
                acknowledgement.step.title, enrolment_by_id[acknowledgement.enrolment_id]
            ),
            "policy": acknowledgement.policy_number,
            "contact": acknowledgement.contact,
            "on": acknowledgement.on,
        }
        for acknowledgement in acknowledgements.prefetch_related("step")
    ]


def attempts(user: User, _today: date) -> list[Row]:
    """Every go at questions: in a module, under a page of the library, in a refresher."""
    tries = Attempt.objects.filter(learner=user).order_by("id")
    return [
        {
            "questions_of": attempt.context,
            "go": attempt.number,
            "questions": attempt.length,
            "begun": attempt.started_at,
            "finished": attempt.finished_at,
            "share_right": attempt.fraction,
        }
        for attempt in tries
    ]


def answers_given(user: User) -> Counter[str]:
    """By kind of question: how many answers one has given."""
    version_by_item = dict(items_of_learner(user).values_list("pk", "version_id"))
    versions = QuestionVersion.objects.filter(pk__in=set(version_by_item.values()))
    kind_by_version = dict(versions.values_list("pk", "question__kind"))
    answered_items = Response.objects.filter(item__in=version_by_item).values_list(
        "item_id", flat=True
    )
    return Counter(kind_by_version[version_by_item[item]] for item in answered_items)


def answers(user: User, _today: date) -> list[Row]:
    """Every answer and guess in the question's own words, questions not answered included."""
    ordered = items_of_learner(user).order_by("attempt_id", "position")
    items = list(ordered.prefetch_related("attempt", "version__question"))
    responses_by_item: dict[int, list[Response]] = {}
    responses = Response.objects.filter(item__in=[item.pk for item in items])
    for response in responses.order_by("item_id", "sequence").prefetch_related("grades"):
        responses_by_item.setdefault(response.item_id, []).append(response)
    rows = []
    for item in items:
        responses_to_item: Sequence[Response | None] = responses_by_item.get(item.pk) or [None]
        is_final = responses_to_item[-1] is not None and responses_to_item[-1].is_final
        # The files say no more than the pages: what is right comes after the last word, and where
        # somebody shows what they know, at the end of it.
        result_is_shown = is_final and tells_results(item.attempt.behaviour, item.attempt.state)
        rows += [_answer_row(item, answered, result_is_shown) for answered in responses_to_item]
    return rows


def _answer_row(item: AttemptItem, response: Response | None, result_is_shown: bool) -> Row:
    """A question with one response, or none; what is right only if `result_is_shown`."""
    spec = item.version.spec
    row = {
        "questions_of": item.attempt.context,
        "go": item.attempt.number,
        "question": item.version.question.key,
        "version": item.version.number,
        "asked": spec.title,
        # The names of the answers may say which is right: not before the page would say it.
        "order_shown": " ".join(item.layout["order"]) if result_is_shown else None,
    }
    if response is None:
        return row | dict.fromkeys(("answer", "is_guess", "at", "last_word", "share_right"))
    grades = sorted(response.grades.all(), key=lambda grade: grade.pk)
    return row | {
        "answer": spec.summary(response.answer),
        "is_guess": spec.kind == KindName.NUMERIC,
        "at": response.at,
        "last_word": response.is_final,
        "share_right": grades[-1].fraction if grades and result_is_shown else None,
    }


def corrections(user: User, _today: date) -> list[Row]:
    """Questions whose key was mended after one had answered."""
    corrected = Correction.objects.filter(learner=user)
    names = ("question", "stem", "was", "now", "on")
    return [dict(zip(names, row, strict=True)) for row in corrected.values_list(*names)]


def certificates(user: User, _today: date) -> list[Row]:
    """What stands on each; the files themselves are on the page of certificates."""
    issued = Certificate.objects.filter(completion__learner=user).order_by("id")
    names = ("serial", "name", "title", "version", "day", "employer", "issued_on", "sha256")
    fields = (*names, "revocation__on", "revocation__reason")
    return [
        dict(zip((*names, "withdrawn_on", "reason"), row, strict=True))
        for row in issued.values_list(*fields)
    ]


def refreshers(user: User, _today: date) -> list[Row]:
    """The choice; what was asked and answered is with the other goes and answers."""
    choices = RefresherChoice.objects.filter(learner=user)
    return [{"on": on, "chosen_on": day} for on, day in choices.values_list("is_on", "chosen_on")]
