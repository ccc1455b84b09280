"""Who keeps people where."""

import pytest


@pytest.fixture
def local(eva, site):
    """HR of Gothenburg alone."""
    grant = eva.role_grants.get()
    grant.limited = True
    grant.save()
    grant.sites.add(site)
    return eva
