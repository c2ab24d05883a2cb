"""Colleagues in a form: who may be chosen, by the names colleagues use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role


def colleagues(roles: Iterable[Role] = ENGAGEMENT_ROLES, *, already: Iterable[UUID | None] = ()) -> QuerySet[User]:
    """Active accounts with one of `roles`, in order of their names.

    `already`: keys of accounts that the record names now (None counts for nobody). They stay on offer when they have left since,
    so that saving another field neither empties this one nor gives it to somebody else.
    """
    in_team = Q(is_active=True, groups__name__in=[role.value for role in roles])
    named = Q(pk__in=[key for key in already if key is not None])
    return User.objects.filter(in_team | named).distinct().order_by("first_name", "last_name", "username")


class ColleagueField(forms.ModelChoiceField[User]):
    """One colleague. Nobody is on offer until the form says who."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, obj: User) -> str:
        """The display name."""
        return obj.display_name


class ColleaguesField(forms.ModelMultipleChoiceField[User]):
    """Some colleagues. Nobody is on offer until the form says who."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, obj: User) -> str:
        """The display name."""
        return obj.display_name
