"""How django-allauth behaves here: accounts are made by an administrator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No sign-up by any door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False
