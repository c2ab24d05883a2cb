"""What the public writes to us."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnquiryKind(models.TextChoices):
    """Why somebody writes to us."""

    QUESTION = "question", _("I have a question")
    CORRECTION = "correction", _("Something on these pages is wrong")
    COMPLAINT = "complaint", _("I want to complain")
    MY_WORDS = "my_words", _("I spoke with you: tell me what you keep, or take it out")


class EnquiryState(models.TextChoices):
    """From the letter to its answer."""

    RECEIVED = "received", _("Received")
    IN_HAND = "in_hand", _("In hand")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed without an answer")
