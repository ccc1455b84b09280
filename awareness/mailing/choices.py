"""What of mail is optional, and a link that stops it without signing in."""

from datetime import date
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from awareness.mailing.models import OptionalMail
from awareness.people.models import User

STOP_LINK_SALT = "awareness.mailing.choices"


def stop_path(person: User) -> str:
    """The address of the page that stops it: signed, so that nobody stops another's."""
    return reverse("mailing:stop", args=[Signer(salt=STOP_LINK_SALT).sign(str(person.public_id))])


def person_of(token: str) -> User | None:
    """Whose link it is; None for one that was made up."""
    try:
        public_id = UUID(Signer(salt=STOP_LINK_SALT).unsign(token))
    except (BadSignature, ValueError):
        return None
    return User.objects.filter(public_id=public_id, is_active=True).first()


def choose(person: User, wanted: bool, today: date) -> None:
    """Keep it; what was chosen before is forgotten."""
    OptionalMail.objects.update_or_create(
        person=person, defaults={"wanted": wanted, "chosen_on": today}
    )
