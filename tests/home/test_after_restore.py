"""After a restore: what had ended since the backup is ended again."""

from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse

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
