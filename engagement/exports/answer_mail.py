"""Our answer to a letter from the public, in the language they asked for."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from engagement.models import Enquiry


def answer(enquiry: Enquiry) -> EmailMessage:
    """Repeats nothing of what they wrote: mail is read by others."""
    known = enquiry.language in dict(settings.LANGUAGES)
    with translation.override(enquiry.language if known else settings.LANGUAGE_CODE):
        body = render_to_string("emails/enquiry_answer.txt", {"enquiry": enquiry})
        subject = _("Our answer to your letter %(receipt)s") % {"receipt": enquiry.receipt}
        return EmailMessage(subject, body, to=[enquiry.email])
