"""A provider tells what came back, by an address that a secret opens."""

import base64

import pytest

from awareness.outbox.models import Mail, State
from tests.outbox.conftest import MONDAY, whom

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.outbox.urls"),
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailInsecureWebhookWarning"),
]
BOUNCE = {
    "RecordType": "Bounce",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Type": "HardBounce",
    "TypeCode": 1,
    "Email": "p1@example.com",
    "BouncedAt": "2027-04-12T08:00:00Z",
}


def tell(client, secret: str):
    login = base64.b64encode(secret.encode()).decode()
    return client.post(
        "/anymail/postmark/tracking/",
        BOUNCE,
        content_type="application/json",
        headers={"authorization": f"Basic {login}"},
    )


def test_a_bounce_is_taken_with_the_secret_alone(client, settings):
    settings.ANYMAIL = {"WEBHOOK_SECRET": "provider:a-long-word"}
    mail = Mail.objects.create(
        person=whom(1), kind="test", day=MONDAY, state=State.SENT, message_id=BOUNCE["MessageID"]
    )
    assert tell(client, "provider:another").status_code == 400
    mail.refresh_from_db()
    assert mail.state == State.SENT
    assert tell(client, "provider:a-long-word").status_code == 200
    mail.refresh_from_db()
    assert (mail.state, mail.why) == (State.BOUNCED, "address")


def test_without_a_provider_there_is_no_such_address():
    from awareness.outbox.webhooks import webhooks

    assert webhooks() == []
