"""People who sign in, and the partner institution each belongs to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.roles import Role
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class Institution(models.Model):
    """A partner that staff belong to (city, police service, prevention organization)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    is_police = models.BooleanField(_("police service"), default=False)

    privacy = declare(public="id slug name is_police", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("partner institution")
        verbose_name_plural = _("partner institutions")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A member of staff. Roles are groups, so that giving and taking a role works at once and is seen in the admin."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(
        Institution, verbose_name=_("institution"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    may_read_notes = models.BooleanField(
        _("may read notes"),
        default=False,
        help_text=_("A separate right for administrators. Every note read is written to the audit log."),
    )

    preferences = models.JSONField(_("preferences"), default=dict, blank=True, editable=False)

    privacy = declare(
        internal="id institution language may_read_notes preferences is_staff is_active is_superuser groups user_permissions",
        personal="username first_name last_name email last_login date_joined",
        secret="password",  # noqa: S106
        kind=Kind.ACCOUNTS,
        lifetime=Lifetime.CONTACT,
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]  # Django's own Meta says str
        verbose_name_plural = _("accounts")  # type: ignore[assignment]

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles held now; read once a request, so a change takes effect with the next one."""
        names = self.groups.values_list("name", flat=True)
        return frozenset(Role(name) for name in names if name in Role.values)

    def has_role(self, *roles: Role) -> bool:
        """Whether the account is active and holds one of these roles."""
        return self.is_active and not self.roles.isdisjoint(roles)

    @property
    def is_administrator(self) -> bool:
        """Whether the account may enter `/admin/`. A superuser made on the command line is the first administrator."""
        return self.is_active and (self.is_superuser or self.has_role(Role.ADMINISTRATOR))

    @property
    def display_name(self) -> str:
        """The name that colleagues see."""
        return self.get_full_name() or self.username
