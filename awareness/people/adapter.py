"""How allauth behaves here: accounts come from the employer, never from a sign-up page."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False

    def add_message(self, *args, **kwargs) -> None:
        """No "signed in as …" banners: the page itself shows where one is."""
