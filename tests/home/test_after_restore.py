"""After a restore: what had ended since the backup is ended again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from awareness.people import ways_in
from awareness.people.models import Door, WayIn
from awareness.workplace.actions import renew_link
from tests.workplace.conftest import TODAY


def after_restore(*options: str) -> str:
    out = StringIO()
    call_command("after_restore", *options, stdout=out)
    return out.getvalue()


def status_of(client, link) -> int:
    return client.get(reverse("workplace:card", args=[link.token])).status_code


def test_the_help_links_that_are_named_are_ended_and_no_others(site, other_site, eva, client):
    links = [renew_link(each, instead_of=None, by=eva, today=TODAY) for each in (site, other_site)]
    assert [status_of(client, link) for link in links] == [200, 200]
    said = after_restore("--end-help-link", site.slug)
    assert [status_of(client, link) for link in links] == [404, 200]
    assert f"{site.name}: the help link is ended" in said
    assert f"  {other_site.slug}: made on" in said
    assert f"  {site.slug}: made on" not in said
    again = after_restore("--end-help-link", site.slug, "--end-help-link", other_site.slug)
    assert f"{site.name}: there was no help link." in again
    assert "No help link is open." in again
    assert status_of(client, links[1]) == 404


def test_where_a_site_is_unknown_nothing_is_done(site, eva, alice, client_for):
    link = renew_link(site, instead_of=None, by=eva, today=TODAY)
    client = client_for(alice)
    with pytest.raises(CommandError, match=f"nowhere.*{site.slug}"):
        after_restore("--end-help-link", site.slug, "--end-help-link", "nowhere")
    assert status_of(client, link) == 200
    assert Session.objects.exists()


def test_invitations_and_codes_that_were_handed_out_are_ended(alice, bob):
    """They may have been used since."""
    now, day = timezone.now(), timedelta(days=1)
    rows = {
        "sent": WayIn(door=Door.LINK, sent_at=now - day, until=now + day),
        "not sent": WayIn(door=Door.LINK),
        "ended": WayIn(door=Door.CODE, until=now + day, ended_at=now - day, secret="a"),
    }
    for row, person in zip(rows.values(), (alice, bob, alice), strict=True):
        row.person, row.made_at = person, now - 2 * day
    WayIn.objects.bulk_create(rows.values())

    assert "Invitations and codes ended: 1." in after_restore()

    with pytest.raises(ways_in.WayInError) as refused:
        ways_in.way_in_by_token(ways_in.token_of(rows["sent"]), timezone.now())
    assert refused.value.code == "over"
    assert WayIn.objects.get(pk=rows["not sent"].pk).ended_at is None
