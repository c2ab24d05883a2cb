"""News as Atom: one entry per released version of a report or an item of the plan."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phases.domain import publication_log
from phases.enums import ItemKind
from phases.exports import items, news
from phases.exports.figures import text
from phases.exports.news import News
from phases.exports.reading import one_reading
from phases.models import ReleasedItem

NEVER = date(1970, 1, 1)


def noon(day: date) -> datetime:
    """A day as the moment that Atom asks for."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())


class WitnessFeed(Atom1Feed):
    """Atom with the newest entry of the publication log in its head: every kept copy of the feed is a witness."""

    def latest_post_date(self) -> datetime:
        """The newest entry's day. A feed without entries is as old as what it is about, not as the hour in which it is made."""
        found: datetime = super().latest_post_date() if self.items else noon(self.feed["begun_on"])
        return found

    def add_root_elements(self, handler: Any) -> None:
        """As Atom1Feed does, and a category that names the entry."""
        super().add_root_elements(handler)
        if newest := self.feed["log_head"]:
            scheme = f"{settings.SITE_URL}{reverse('released:log')}"
            words = _("Publication log: entry %(number)s") % {"number": newest["number"]}
            term = f"{newest['number']}:{newest['sha256']}"
            handler.addQuickElement("category", "", {"term": term, "scheme": scheme, "label": words})


class ReleasesFeed(Feed[News, Any]):
    """What became public, was corrected, moved, done or withdrawn. Dates are days: a time of day would tell when somebody was at
    work.
    """

    feed_type = WitnessFeed
    login_required = False  # public, as LoginRequiredMiddleware asks
    title = gettext_lazy("Resilience Portal: what is new")
    subtitle = gettext_lazy("Reports, dates, focus groups, projects and promises of the public engagement")
    author_name = gettext_lazy("Resilience Portal")

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """As syndication does, without the Last-Modified header: it would carry a time of day."""
        with one_reading():
            response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:
        """The head of the publication log; the day from which a feed without entries dates."""
        released = obj.payload if obj else items.plan()
        begun_on = date.fromisoformat(str(released["released_on"])) if released else NEVER
        return {"log_head": publication_log.head(), "begun_on": begun_on}

    def link(self) -> str:
        """The list of reports."""
        return reverse("phases:report-list")

    def feed_guid(self) -> str:
        """The same for ever."""
        return f"{settings.SITE_URL}{reverse('phases:feed')}"

    def items(self) -> Any:
        """Newest first."""
        return news.newest()

    def item_title(self, item: News) -> str:
        """What it is, and which version."""
        return item.title

    def item_description(self, item: News) -> str:
        """Of a report what it rests on and corrects, and whether it still stands; of an item what changed."""
        return item.told

    def item_link(self, item: News) -> str:
        """The version's own address; an item's place on its page."""
        return item.url

    def item_guid(self, item: News) -> str:
        """The same for ever."""
        return item.name

    def item_pubdate(self, item: News) -> datetime:
        """The day of release, at noon."""
        return noon(item.released_on)

    def item_updateddate(self, item: News) -> datetime:
        """The day on which it was replaced, corrected or withdrawn, else that of its release."""
        return noon(item.updated_on)


class PhaseFeed(ReleasesFeed):
    """The same, for one phase."""

    def get_object(self, request: HttpRequest, slug: str) -> ReleasedItem:
        """A phase that is public."""
        return get_object_or_404(ReleasedItem.objects.of(ItemKind.PHASE, slug).current())

    def title(self, obj: ReleasedItem) -> str:  # type: ignore[override]  # the parent's is the same for all
        """With the name of the phase."""
        return _("Resilience Portal: %(phase)s") % {"phase": text(obj.payload["title"])}

    def link(self, obj: ReleasedItem) -> str:  # type: ignore[override]
        """The page of the phase."""
        return reverse("phases:phase-detail", args=[obj.slug])

    def feed_guid(self, obj: ReleasedItem) -> str:  # type: ignore[override]
        """The same for ever."""
        return f"{settings.SITE_URL}{reverse('phases:phase-feed', args=[obj.slug])}"

    def items(self, obj: ReleasedItem) -> Any:  # type: ignore[override]
        """Of this phase, newest first."""
        return news.newest(obj.slug)
