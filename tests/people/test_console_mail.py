"""Mail that the demo prints can be read and copied as it stands."""

import io

from django.core.mail import EmailMessage

from awareness.mail import PlainConsole

LINK = "http://localhost:8000/account/password/reset/key/5-" + "x=y" * 60 + "/"


def test_a_long_link_stays_whole():
    printed = io.StringIO()
    words = f"Öppna länken:\n\n{LINK}\n"
    message = EmailMessage("Ämne", words, "from@example.com", ["to@example.com"])
    assert PlainConsole(stream=printed).send_messages([message]) == 1
    lines = printed.getvalue().splitlines()
    assert LINK in lines
    assert "Öppna länken:" in lines
    assert any("to@example.com" in line and "Ämne" in line for line in lines)
