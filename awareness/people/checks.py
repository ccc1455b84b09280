"""Demo accounts have known passwords, so production does not start beside them."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

DEMO_ACCOUNTS_MESSAGE = (
    "This database holds demo accounts, whose passwords are public. Production needs a database "
    "of its own: point DATABASE_URL at an empty one."
)


def demo_accounts_exist() -> bool:
    """Whether a demo account is in the database; False while there are no tables yet."""
    from awareness.people.models import User

    try:
        return User.objects.filter(is_demo=True).exists()
    except DatabaseError:
        return False


def refuse_demo_accounts() -> None:
    """Called as the server starts. Raises ImproperlyConfigured in production with demo accounts."""
    if not settings.DEMO and demo_accounts_exist():
        raise ImproperlyConfigured(DEMO_ACCOUNTS_MESSAGE)


@register(Tags.database)
def no_demo_accounts_in_production(
    app_configs: Any, databases: Any, **kwargs: Any
) -> list[CheckMessage]:
    if settings.DEMO or not databases or not demo_accounts_exist():
        return []
    return [Error(DEMO_ACCOUNTS_MESSAGE, id="people.E001")]
