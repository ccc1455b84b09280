"""What can be refused here. Callers and tests read `code`; views choose the words."""

from awareness.errors import CodedError


class LearningError(CodedError):
    """`code` says why; the message is for logs of the loader and names no learner."""


class PublishError(LearningError):
    """Codes: unknown_explainer, unknown_question, unknown_text, unknown_module, bad_slug,
    major_went_back, no_steps, missing_form, two_modules."""


class StepError(LearningError):
    """Codes: not_next (a step before it is open), not_fulfilled (questions are open),
    opens_first (the module it opens with is not done), choose_contact (the contact was not
    chosen), not_published (there is no live version),
    nothing_to_retry."""


class AdoptionError(LearningError):
    """Codes: unknown_module, two_people, same_person, already_adopted, demo_only."""


class CertificateError(LearningError):
    """Codes: not_here (this server cannot set certificates), cannot_be_set (the letters of the
    name have no typeface here), unknown_completion, not_again (one was withdrawn because the record
    is not right), unknown_certificate, already_revoked, unknown_reason, nobody_named."""
