"""Mail about reviews: somebody is asked to read, and whoever asked hears how it ended.

No topic and no title stands in it. At the moment of sending it is asked again whether it holds.
"""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awareness.outbox.actions import put
from awareness.outbox.kinds import Kind, NotSent, register
from awareness.outbox.letters import Letter, Link
from awareness.outbox.models import Mail
from awareness.people.mail import employer_name, mail_language, person_of, why_no_mail
from awareness.people.models import Role, User
from awareness.studio.models import DraftReview, DraftVerdict

ASKED, ENDED = "review_asked", "review_ended"


def put_asked(review: DraftReview) -> Mail | None:
    """To whoever is asked to read."""
    return _put_mail(ASKED, review, review.reviewer)


def put_ended(review: DraftReview) -> Mail | None:
    """To whoever did not end it."""
    is_withdrawn = review.outcome.verdict == DraftVerdict.WITHDRAWN
    return _put_mail(ENDED, review, review.reviewer if is_withdrawn else review.asked_by)


def _put_mail(kind: str, review: DraftReview, person: User | None) -> Mail | None:
    """A mail of this kind about a review, put into the outbox; None without a person, or where the
    outbox takes none."""
    if person is None:
        return None
    today = person.today(timezone.now())
    return put(kind, person.public_id, str(review.pk), today, site_url=review.site_url)


def _review_of(mail: Mail) -> DraftReview | None:
    """The review that a mail is about; None where it is gone."""
    occasion = mail.occasions.first()
    reviews = DraftReview.objects.select_related("outcome")
    return reviews.filter(pk=UUID(occasion.thing)).first() if occasion else None


def _author_or_not_sent(mail: Mail, now: datetime) -> User | NotSent:
    """Whom a mail is for, or why it is not sent to them."""
    person = person_of(mail)
    if person is None or (reason := why_no_mail(person, now)):
        return NotSent(reason if person else "forgotten")
    return person if Role.AUTHOR in person.roles else NotSent("left")


def compose_asked(mail: Mail, now: datetime) -> Letter | NotSent:
    """To whoever is asked to read; not sent once the review has ended."""
    person, review = _author_or_not_sent(mail, now), _review_of(mail)
    if isinstance(person, NotSent):
        return person
    if review is None or review.outcome_or_none:
        return NotSent("done")
    with translation.override(mail_language(person)):
        words = {
            "name": review.asked_name, "day": date_format(review.by_day),
            "employer": employer_name(),
        }  # fmt: skip
        return Letter(
            to=person.email or "",
            name=person.name,
            subject=_("Something to read at %(employer)s, by %(day)s") % words,
            body=(
                _("%(name)s asks you to read something before it is published, by %(day)s.")
                % words,
                Link(_("Read what changed"), _review_url(mail, review)),
            ),
            language=mail_language(person),
        )


SENTENCE_BY_VERDICT = {
    DraftVerdict.APPROVED: gettext_lazy("%(name)s has read what you sent, and approved it."),
    DraftVerdict.RETURNED: gettext_lazy("%(name)s has read what you sent, and returned it."),
    DraftVerdict.WITHDRAWN: gettext_lazy("%(name)s no longer asks you to read what was sent."),
}


def compose_ended(mail: Mail, now: datetime) -> Letter | NotSent:
    """To whoever did not end the review; not sent while it is open."""
    person, review = _author_or_not_sent(mail, now), _review_of(mail)
    if isinstance(person, NotSent):
        return person
    outcome = review.outcome_or_none if review else None
    if review is None or outcome is None:
        return NotSent("done")
    with translation.override(mail_language(person)):
        words = {"name": outcome.name, "employer": employer_name()}
        return Letter(
            to=person.email or "",
            name=person.name,
            subject=_("What you sent at %(employer)s") % words
            if outcome.verdict != DraftVerdict.WITHDRAWN
            else _("Nothing to read at %(employer)s any more") % words,
            body=(SENTENCE_BY_VERDICT[DraftVerdict(outcome.verdict)] % words,
                  Link(_("Open it"), _review_url(mail, review))),
            language=mail_language(person),
        )  # fmt: skip


def _review_url(mail: Mail, review: DraftReview) -> str:
    return mail.site_url + reverse("studio:draft_review", args=[review.pk])


def register_kinds() -> None:
    register(Kind(ASKED, compose_asked))
    register(Kind(ENDED, compose_ended))
