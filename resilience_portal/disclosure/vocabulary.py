"""How English, French and Arabic sentences speak about how many. Data for `claims`: a translator can read and mend it.

Phrases are written as people write them; case, accents, hyphens, Arabic vowel signs and the forms of alef make no difference.
`*` stands for any ending. Arabic words are also found with the particles that are written as one word with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How much a wording claims, weakest first. The first four are the strengths of `words.Strength`."""

    FEW = "few"
    SOME = "some"
    MANY = "many"
    MOST = "most"
    NEARLY_ALL = "nearly_all"
    ALL = "all"  # and "nobody": all of them did not


@dataclass(frozen=True)
class Vocabulary:
    """One language.

    `quantities`: words that claim a level when a counted noun or a verb of saying follows. `alone`: those that need neither.
    `organizations`, `conversations`, `people`: nouns of whom or what is counted. `saying`: what those do who are heard.
    `negations`: turn a claim around. `numbers`: words that stand for a number when a noun follows. `share`: a percentage.
    `bounds`: claim to know a number better than "about"; `below`: those that name our own "fewer than 5". `of`: the number after
    it is the whole, not the part. `numbers_alone`: numbers that hold their noun. `nearly`: makes less of "all" when it follows.
    `verb_first`: the verb may stand before its subject.
    """

    quantities: Mapping[Level, str]
    alone: Mapping[Level, str]
    organizations: str
    conversations: str
    people: str
    saying: str
    negations: str
    numbers: Mapping[int, str]
    share: str
    bounds: str
    below: str
    of: str
    numbers_alone: Mapping[int, str] = field(default_factory=dict)
    nearly: str = ""
    verb_first: bool = False


ENGLISH = Vocabulary(
    quantities={
        Level.FEW: "few, a few, a handful, a couple, hardly any",
        Level.SOME: "some, several, a number, various, a minority",
        Level.MANY: "many, numerous, a lot, lots, half, a large number, dozens, scores",
        Level.MOST: "most, mostly, more than half, over half, two thirds, three quarters",
        Level.NEARLY_ALL: "nearly all, almost all, nearly every, almost every, nearly everyone, almost everyone, "
        "practically all",
        Level.ALL: "all, every, everyone, everybody, each, both, no, none, nobody, no one, not one, not a single",
    },
    alone={
        Level.SOME: "some of them",
        Level.MANY: "many of them, half of them",
        Level.MOST: "most of them, majority, predominantly, consensus",
        Level.ALL: "all of them, each of them, none of them, unanimous*, without exception, to a person",
    },
    organizations="organization*, organisation*, group, groups, participants, respondents, speakers, associations, "
    "interviewees",
    conversations="conversation, conversations, talks, interviews",
    people="people, persons, individuals, residents",
    saying="said, say, says, told, tell, tells, asked, ask, asks, raised, raise, felt, feel, want, wants, wanted, spoke, "
    "speak, described, describe, mentioned, mention, agreed, agree, disagreed, disagree, named, reported, report, called, "
    "shared, expressed, think, thought, believe, believed, worry, worried, expect, expected, hope, hoped, fear, feared, would, "
    "had heard, had said, we heard, we met, we spoke, heard from",
    negations="not, hardly",
    numbers={
        1: "one, a single, a lone", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine",
        10: "ten", 11: "eleven", 12: "twelve, a dozen", 15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty",
        100: "a hundred",
    },
    share="%, percent, per cent",
    bounds="more than, over, at least, no fewer than, under, at most, up to, exactly, precisely",
    below="fewer than, less than",
    of="of, out of, among",
)  # fmt: skip

FRENCH = Vocabulary(
    quantities={
        Level.FEW: "quelques, peu de, une poignée, de rares",
        Level.SOME: "certains, certaines, plusieurs, divers, diverses, une partie, une minorité",
        Level.MANY: "beaucoup, nombreux, nombreuses, bon nombre, un grand nombre, bien des, la moitié, des dizaines",
        Level.MOST: "la plupart, plus de la moitié, les deux tiers, les trois quarts, la majeure partie",
        Level.NEARLY_ALL: "presque tous, presque toutes, la quasi-totalité, à peu près tous, à peu près toutes",
        Level.ALL: "tous, toutes, chaque, chacun, chacune, tout le monde, l'ensemble des, la totalité, aucun, aucune, "
        "personne, nul, nulle",
    },
    alone={
        Level.SOME: "certains d'entre eux, certaines d'entre elles",
        Level.MANY: "pour beaucoup, beaucoup d'entre eux, beaucoup d'entre elles, la moitié d'entre eux, "
        "la moitié d'entre elles",
        Level.MOST: "la plupart d'entre eux, la plupart d'entre elles, la plupart se, pour la plupart, majorité, majoritaire*, "
        "consensus",
        Level.ALL: "tous d'entre eux, chacun d'eux, chacune d'elles, aucun d'entre eux, aucune d'entre elles, unanim*, "
        "à l'unanimité, sans exception",
    },
    organizations="organisme*, organisation*, groupe, groupes, participant*, répondant*, association*, interlocuteur*, "
    "interlocutrice*",
    conversations="conversation*, entretien*, échange, échanges",
    people="personnes, gens, individus, habitants, habitantes, résidents, résidentes",
    saying="dit, disent, ont dit, demandé, demandent, demande, soulevé, soulèvent, évoqué, évoquent, mentionné, mentionnent, "
    "exprimé, expriment, souhaité, souhaitent, souhaite, veulent, veut, voulu, pensent, pense, estiment, estime, estimé, "
    "parlé, parlent, signalé, signalent, décrit, décrivent, craignent, craint, rencontré*, entendu*",
    negations="pas",
    numbers={
        1: "un seul, une seule, un unique, une unique, l'un des, l'une des", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq",
        6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix, une dizaine", 11: "onze", 12: "douze, une douzaine",
        15: "quinze, une quinzaine", 20: "vingt, une vingtaine", 30: "trente, une trentaine", 40: "quarante", 50: "cinquante",
        100: "cent, une centaine",
    },
    share="%, pour cent",
    bounds="plus de, plus d', au moins, pas moins de, au plus, jusqu'à, exactement, précisément",
    below="moins de, moins d'",
    of="sur, parmi",
)  # fmt: skip

ARABIC = Vocabulary(
    quantities={
        Level.FEW: "قليل, قليلة, قلة, عدد قليل, بضع, بضعة",
        Level.SOME: "بعض, عدة, عدد من, أقلية, مختلف",
        Level.MANY: "كثير, كثيرة, كثيرون, كثيرين, عديد, عدد كبير, نصف, عشرات",
        Level.MOST: "معظم, أغلب, أغلبية, غالبية, أكثرية, ثلثا, ثلثي, ثلاثة أرباع, أكثر من نصف, جل",
        Level.NEARLY_ALL: "ما يقارب جميع, ما يقارب كل",
        Level.ALL: "جميع, كل, كافة, لا أحد, أي من",
    },
    alone={
        Level.SOME: "بعضهم, بعضها",
        Level.MANY: "كثير منهم, كثير منها, نصفهم, نصفها, منظمات كثيرة, منظمات عديدة, جهات كثيرة, جهات عديدة, مجموعات كثيرة, "
        "مشاركون كثيرون, مشاركات كثيرات",
        Level.MOST: "معظمهم, معظمها, أغلبهم, أغلبها, غالبيتهم, غالبيتها, أغلبيتهم",
        Level.ALL: "كلهم, كلها, جميعهم, جميعها, كافتهم, إجماع, بلا استثناء, دون استثناء",
    },
    organizations="منظمة, منظمات, جهة, جهات, مجموعة, مجموعات, جمعية, جمعيات, مشارك, مشاركون, مشاركين, مشاركات, مؤسسة, مؤسسات, "
    "هيئة, هيئات, متحدث, متحدثون, متحدثين",
    conversations="محادثة, محادثات, حوار, حوارات, لقاء, لقاءات, مقابلة, مقابلات",
    people="شخص, شخصا, أشخاص, فرد, فردا, أفراد, ساكن, ساكنا, سكان",
    saying="قال, قالت, قالوا, يقول, تقول, يقولون, ذكر, ذكرت, ذكروا, طلب, طلبت, طلبوا, يطلب, تطلب, أثار, أثارت, أثاروا, عبر, "
    "عبرت, عبروا, يريد, تريد, يريدون, يرى, ترى, يرون, رأى, رأت, رأوا, تحدث, تحدثت, تحدثوا, يشعر, تشعر, يشعرون, شعر, شعرت, وصف, "
    "وصفت, أشار, أشارت, أشاروا, اتفق, اتفقت, اتفقوا, وافق, وافقت, سمعنا, التقينا",
    negations="ليس, ليست, لا, غير",
    numbers={
        3: "ثلاث, ثلاثة", 4: "أربع, أربعة", 5: "خمس, خمسة", 6: "ست, ستة", 7: "سبع, سبعة", 8: "ثمان, ثماني, ثمانية",
        9: "تسع, تسعة", 10: "عشر, عشرة", 12: "اثنتا عشرة, اثنا عشر", 20: "عشرون, عشرين", 30: "ثلاثون, ثلاثين",
        40: "أربعون, أربعين", 50: "خمسون, خمسين", 100: "مئة, مائة",
    },
    share="%, ٪, في المئة, بالمئة, في المائة, بالمائة",
    bounds="أكثر من, ما لا يقل عن, على الأقل, على الأكثر, حتى, بالضبط, تحديدا",
    below="أقل من",
    of="من أصل, من بين",
    numbers_alone={
        1: "منظمة واحدة, جهة واحدة, مجموعة واحدة, جمعية واحدة, مشارك واحد, متحدث واحد",
        2: "منظمتان, منظمتين, جهتان, جهتين, مجموعتان, مجموعتين, جمعيتان, جمعيتين",
    },
    nearly="تقريبا",
    verb_first=True,
)  # fmt: skip

VOCABULARIES: Mapping[str, Vocabulary] = {"en": ENGLISH, "fr": FRENCH, "ar": ARABIC}
"""By language code. A language without one can't be checked: `claims` says so instead of finding nothing."""
