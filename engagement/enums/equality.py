"""Questions that those who would like to come may leave out (GBA+), and the answers to choose from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EqualityQuestion(models.TextChoices):
    """What is asked."""

    AGE = "age_range", _("Age")
    GENDER = "gender", _("Gender")
    BACKGROUND = "background", _("Any of these that you wish to name")


class AgeRange(models.TextChoices):
    """In steps, never a year of birth."""

    FROM_16 = "16-24", "16–24"
    FROM_25 = "25-34", "25–34"
    FROM_35 = "35-44", "35–44"
    FROM_45 = "45-54", "45–54"
    FROM_55 = "55-64", "55–64"
    FROM_65 = "65+", "65+"


class Gender(models.TextChoices):
    """As people name themselves."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    ANOTHER = "another", _("Another gender")


class Background(models.TextChoices):
    """Several may be named."""

    INDIGENOUS = "indigenous", _("First Nations, Métis or Inuit")
    RACIALIZED = "racialized", _("Racialized")
    NEWCOMER = "newcomer", _("Came to Canada in the last ten years")
    DISABILITY = "disability", _("Living with a disability")


NO_ANSWER = "", _("No answer")
ANSWERS: dict[EqualityQuestion, type[models.TextChoices]] = {
    EqualityQuestion.AGE: AgeRange,
    EqualityQuestion.GENDER: Gender,
    EqualityQuestion.BACKGROUND: Background,
}
