"""The plan, the phases and the codebook of the Edmonton demo set."""

from __future__ import annotations

from datetime import date

from django.utils.text import slugify

from engagement.management.edmonton_files import day, rows
from phases.enums import PhaseKind, PhaseState
from phases.models import EngagementPlan, Milestone, MilestoneMove, Phase, Theme, ThemeGroup

Words = tuple[str, str, str]
PLAN: dict[str, Words] = {
    "title": ("Resiliency Project", "Projet Résilience", "مشروع الصمود"),
    "summary": (
        "The City of Edmonton, the police service and a prevention organization ask faith, youth, government and community "
        "organizations what keeps people safe from violent extremism. Everything we may publish, we publish here.",
        "La Ville d’Edmonton, le service de police et un organisme de prévention demandent aux organismes confessionnels, "
        "jeunesse, gouvernementaux et communautaires ce qui protège les gens de l’extrémisme violent. Tout ce que nous pouvons "
        "publier, nous le publions ici.",
        "تسأل مدينة إدمونتون وجهاز الشرطة ومنظمة للوقاية المنظماتِ الدينية والشبابية والحكومية والمجتمعية عمّا يحمي الناس من "
        "التطرف العنيف. كل ما يمكننا نشره ننشره هنا.",
    ),
    "responsible": (
        "Resiliency Project (demonstration): City partner, Police partner, Prevention partner",
        "Projet Résilience (démonstration) : partenaire municipal, partenaire policier, partenaire de prévention",
        "مشروع الصمود (عرض تجريبي): الشريك البلدي والشريك الشرطي وشريك الوقاية",
    ),
    "land_acknowledgement": (
        "We are on Treaty 6 territory, home of First Nations, Métis and Inuit peoples, within Region 4 of the Métis Nation of "
        "Alberta.",
        "Nous sommes sur le territoire du Traité no 6, terre des Premières Nations, des Métis et des Inuits, dans la région 4 de "
        "la Nation métisse de l’Alberta.",
        "نحن على أراضي المعاهدة السادسة، موطن الأمم الأولى والميتي والإنويت، ضمن المنطقة الرابعة لأمة الميتي في ألبرتا.",
    ),
    "funding": (
        "Paid for by a federal community resilience fund (demonstration).",
        "Financé par un fonds fédéral pour la résilience communautaire (démonstration).",
        "بتمويل من صندوق اتحادي للصمود المجتمعي (عرض تجريبي).",
    ),
    "decision": (
        "What was heard informs which projects the partners start together with communities, and how front-line staff are "
        "supported.",
        "Ce qui a été entendu oriente le choix des projets que les partenaires lancent avec les communautés et le soutien au "
        "personnel de première ligne.",
        "يسترشد الشركاء بما سُمع في اختيار المشاريع التي يبدؤونها مع المجتمعات، وفي كيفية دعم العاملين في الخطوط الأمامية.",
    ),
    "contact": (
        "Write to project@resilience.example or call 311 and ask for the Resiliency Project. You may ask what is stored about "
        "your talk, have it corrected, or have it taken out.",
        "Écrivez à project@resilience.example ou composez le 311 et demandez le Projet Résilience. Vous pouvez demander ce qui "
        "est conservé de votre entretien, le faire corriger ou le faire retirer.",
        "اكتبوا إلى project@resilience.example أو اتصلوا بالرقم 311 واسألوا عن مشروع الصمود. يمكنكم السؤال عمّا حُفظ من "
        "حديثكم، أو طلب تصحيحه أو حذفه.",
    ),
    "disclaimer": (
        "This text should not be read as the opinion of the people or organizations who took part.",
        "Ce texte ne doit pas être interprété comme l’opinion des personnes ou des organismes qui ont participé.",
        "لا ينبغي قراءة هذا النص على أنه رأي الأشخاص أو المنظمات المشاركة.",
    ),
}
PROMISES: dict[int, Words] = {
    1: (
        "We will keep you informed, listen to concerns and hopes, and tell you how what you said was used.",
        "Nous vous tiendrons informés, écouterons vos préoccupations et vos espoirs, et dirons comment vos propos ont servi.",
        "سنبقيكم على اطلاع، ونستمع إلى همومكم وآمالكم، ونخبركم كيف استُخدم ما قلتموه.",
    ),
    2: (
        "We will test with you what was found, and show where we changed our minds.",
        "Nous vérifierons avec vous nos constats et montrerons où nous avons changé d’avis.",
        "سنختبر معكم ما توصلنا إليه، ونبيّن أين غيّرنا رأينا.",
    ),
    3: (
        "We will build with you, and say which finding each project answers.",
        "Nous bâtirons avec vous et dirons à quel constat chaque projet répond.",
        "سنبني معكم، ونذكر أي نتيجة يستجيب لها كل مشروع.",
    ),
}
ENDS = {2: date(2020, 6, 30), 3: date(2021, 12, 31)}
KINDS = {1: PhaseKind.INFORM_CONSULT, 2: PhaseKind.FOCUS_GROUPS, 3: PhaseKind.COLLABORATIVE_PROJECTS}
STATES = {1: PhaseState.CLOSED_ANALYZING, 2: PhaseState.OPEN, 3: PhaseState.OPEN}
REPORTS_DUE = {1: date(2019, 7, 15), 2: date(2027, 6, 30), 3: date(2028, 3, 31)}
# Phases 2 and 3 go on past the end that the set gives them: the demo shows a plan at work, with a slip and its reason.
EXTENDED = {2: date(2027, 3, 31), 3: date(2027, 12, 31)}
MOVED_ON = date(2020, 3, 16)
MOVED: Words = ("Paused in 2020, taken up again", "Interrompu en 2020, puis repris", "توقف في 2020 ثم استؤنف")
MILESTONES: list[tuple[int, Words, date, date | None]] = [
    (1, ("First conversation held", "Premier entretien tenu", "إجراء أول محادثة"), date(2018, 9, 18), date(2018, 9, 18)),
    (1, ("All stakeholders invited", "Toutes les parties prenantes invitées", "دعوة جميع أصحاب المصلحة"), date(2019, 3, 31),
     date(2019, 3, 29)),
    (1, ("Conversations end", "Fin des entretiens", "انتهاء المحادثات"), date(2019, 6, 30), date(2019, 6, 11)),
    (2, ("First focus group", "Premier groupe de discussion", "أول مجموعة نقاش"), date(2019, 10, 3), date(2019, 10, 3)),
    (2, ("Last focus group", "Dernier groupe de discussion", "آخر مجموعة نقاش"), date(2027, 3, 31), None),
    (3, ("Partners sign the first agreement", "Première entente signée", "توقيع أول اتفاق"), date(2020, 4, 30),
     date(2020, 4, 22)),
    (3, ("Projects report on what they learned", "Bilan des projets", "المشاريع تعرض ما تعلمته"), date(2027, 12, 31), None),
]  # fmt: skip


def in_languages(name: str, words: Words) -> dict[str, str]:
    """name_en, name_fr, name_ar."""
    return {f"{name}_{code}": text for code, text in zip(("en", "fr", "ar"), words, strict=True)}


def load_plan() -> None:
    """The plan, its three phases and their dates."""
    texts: dict[str, str] = {}
    for name, words in PLAN.items():
        texts |= in_languages(name, words)
    plan = EngagementPlan.objects.create(slug="edmonton", **texts)
    phases = {}
    for row in rows("phases"):
        number = int(row["number"])
        titles = in_languages("title", (row["title_en"], row["title_fr"], row["title_ar"]))
        goals = in_languages("goal", (row["goal_en"], row["goal_fr"], row["goal_ar"]))
        phases[number] = Phase.objects.create(
            plan=plan,
            number=number,
            slug=row["slug"],
            kind=KINDS[number],
            iap2_level=row["iap2_level"],
            edmonton_role=row["edmonton_role"],
            starts_on=day(row["starts_on"]),
            ends_on=EXTENDED.get(number) or day(row["ends_on"]),
            state=STATES[number],
            report_due_on=REPORTS_DUE[number],
            universe_count=int(row["target_count"]) if number == 1 else None,
            **titles,
            **goals,
            **in_languages("promise", PROMISES[number]),
        )
    for order, (number, words, due_on, done_on) in enumerate(MILESTONES):
        step = Milestone(phase=phases[number], due_on=due_on, done_on=done_on, order=order, **in_languages("title", words))
        step.save()
        if done_on is None:
            move = MilestoneMove(milestone=step, from_on=ENDS[number], to_on=due_on, moved_on=MOVED_ON)
            move.reason_en, move.reason_fr, move.reason_ar = MOVED
            move.save()


def load_codebook() -> None:
    """Six groups, 26 themes, in three languages."""
    groups = {}
    for order, row in enumerate(rows("theme_groups")):
        names = in_languages("name", (row["name_en"], row["name_fr"], row["name_ar"]))
        groups[row["code"]] = ThemeGroup.objects.create(code=row["code"], order=order, **names)
    for order, row in enumerate(rows("codebook")):
        Theme.objects.create(
            code=row["code"],
            slug=slugify(row["name_en"]),
            group=groups[row["group"]],
            use_when=row["use_when"],
            do_not_use_when=row["do_not_use_when"],
            example=row["example"],
            order=order,
            **in_languages("name", (row["name_en"], row["name_fr"], row["name_ar"])),
            **in_languages("definition", (row["definition_en"], row["definition_fr"], row["definition_ar"])),
        )
