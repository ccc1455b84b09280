"""What can go wrong, by code. Tests assert the code; pages say the words."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class SpecProblem:
    """One thing wrong in a question's spec: `options.2.text: is missing`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class QuizError(Exception):
    """A rule of the quiz was about to be broken.

    Codes: kind_changed, kind_unknown, lang_mismatch, spec_invalid, nothing_to_ask, draft_version,
    unanswered, other_question, other_choices, unknown_item.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code


class SpecError(QuizError):
    """A spec that its kind refuses; `problems` holds all of them, not only the first."""

    def __init__(self, problems: list[SpecProblem]) -> None:
        super().__init__("spec_invalid", "; ".join(map(str, problems)))
        self.problems = problems


class AnswerError(QuizError):
    """What somebody sent is no answer to this item. `words` tell the person what to do."""

    WORDS = {
        "nothing_chosen": _("Choose an answer first."),
        "too_many": _("Choose one answer."),
        "nothing_placed": _("Give each line a place from 1 to %(count)s first."),
        "place_missing": _("Give each line a place. What you have chosen so far is still here."),
        "place_twice": _("Two lines share place %(place)s. Give each line a place of its own."),
        "nothing_matched": _("Choose what belongs to each line first."),
        "match_missing": _("Choose something for each line. Your choices so far are still here."),
        "unknown_choice": _("This page was out of date. Here is the question again."),
        "already_decided": _("This was answered before. Here is where you are."),
        "out_of_step": _("This page was out of date. Here is where you are."),
        "bad_token": _("This page was out of date. Here is the question again."),
        "not_a_number": _("We cannot read that as one number. Write it like %(example)s."),
        "out_of_range": _("Write a number from %(least)s to %(most)s."),
    }

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.values = values

    @property
    def words(self) -> str:
        text = str(self.WORDS[self.code])
        return text % self.values if self.values else text
