"""How allauth behaves here: accounts come from the employer, never from a sign-up page."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.core.cache import cache

FAILURES = {"app": "allauth.account", "action": "login_failed"}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def add_message(self, *args, **kwargs) -> None:
        """No "signed in as …" banners: the page itself shows where one is."""

    def pre_authenticate(self, request, **credentials) -> None:
        """Refuse where too many tries have failed already; by one reading of the counts.

        allauth counts each try as failed and takes that back when it was right, which is ten
        commits for every right password. Here only a wrong one is counted, once it was wrong. What
        that gives away: a try for each process can be under way at the moment the limit is met.
        """
        key = self._get_login_attempts_cache_key(request, **credentials)
        rates = {
            ratelimit.get_cache_key(request, **FAILURES, rate=rate, key=key): rate
            for rate in ratelimit.get_rates(**FAILURES)
        }
        now = time.time()
        for name, failed in cache.get_many(rates).items():
            allowed, _history = ratelimit.apply_rate(failed, now, rates[name], dry_run=True)
            if not allowed:
                raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request, **credentials) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        ratelimit.consume(request, **FAILURES, key=key)
