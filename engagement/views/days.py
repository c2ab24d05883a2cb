"""What a typed day means, while it is typed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.domain.days import LONGEST, read
from engagement.forms.days import UNKNOWN, in_words
from engagement.views.access import for_roles
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def day_read(request: HttpRequest) -> HttpResponse:
    """The day in words; or both, to choose from; or why it is none."""
    text, today = request.POST.get("text", "")[: LONGEST + 1], timezone.localdate()
    found = read(text, today=today)
    if not found:
        return JsonResponse({"problem": str(UNKNOWN) if text.strip() else ""})
    if found[0].day > today:
        return JsonResponse({"problem": _("This date is in the future. Log a conversation after it was held.")})
    choices = [{"value": one.day.isoformat(), "words": in_words(one)} for one in found]
    if len(choices) > 1:
        return JsonResponse({"question": _("Which day do you mean?"), "choices": choices})
    return JsonResponse({"words": choices[0]["words"], "value": "" if found[0].is_month else choices[0]["value"]})
