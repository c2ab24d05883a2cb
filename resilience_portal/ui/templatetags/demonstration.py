"""Whether what is shown is made up."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def is_demonstration() -> bool:
    """Wherever the portal does not run for real: production refuses to start with the accounts of the demo."""
    return not settings.PRODUCTION
