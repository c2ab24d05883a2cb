"""Projects of the Edmonton demo set, and the promises that stand in public beside them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.utils.text import slugify

from engagement.management.edmonton_files import day, noon, rows
from engagement.management.edmonton_plan import in_languages
from engagement.management.edmonton_words import in_three
from engagement.models import (
    Commitment,
    DateMove,
    Finding,
    GroupFinding,
    Indicator,
    Objective,
    Project,
    ProjectFinding,
    ProjectPartner,
    ProjectStateChange,
    ProjectStep,
    PublicCommitment,
)
from phases.enums import ProjectState, StepState
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from stakeholders.models import Organization

Words = tuple[str, str, str]
YES_NO = {"yes": "1", "no": "0"}
PAUSED: Words = (
    "Waiting for the agencies' new records systems.",
    "En attente des nouveaux systèmes de dossiers des organismes.",
    "بانتظار أنظمة السجلات الجديدة لدى الجهات.",
)
# One project of the set goes on to an end that nobody wished for, so that the demo shows what a failure looks like in public.
FAILED = "PRJ-04"
FAILED_ON = "2021-06-30"
WHY_IT_ENDED: Words = (
    "Two partners' lawyers did not agree on what may be shared.",
    "Les juristes de deux partenaires ne se sont pas entendus sur ce qui peut être communiqué.",
    "لم يتفق محامو شريكين على ما يجوز تبادله.",
)
WHAT_CAME_OF_IT: Words = (
    "The line never opened. Staff still have nobody to call in the evening. We asked for an agreement on what may be shared "
    "before we asked what callers need; next time we begin with the callers. The monthly group "
    "goes on without the line.",
    "La ligne n’a jamais ouvert. Le personnel n’a toujours personne à appeler le soir. Nous avons demandé une entente sur ce qui "
    "peut être communiqué avant de demander de quoi les appelants ont besoin; la prochaine fois, nous commencerons par eux. Le "
    "groupe de consultation mensuel se poursuit sans la ligne.",
    "لم يُفتح الخط قط. ولا يزال العاملون بلا من يتصلون به مساء. طلبنا اتفاقا على ما يجوز تبادله قبل أن نسأل المتصلين عما يحتاجون "
    "إليه؛ وفي المرة القادمة نبدأ بالمتصلين. وتستمر مجموعة التشاور الشهرية من دون الخط.",
)
# What the set's list of promises says in one language, worded for the public: text -> words, themes, project, reason of a move or
# of not doing it.
PROMISES: list[tuple[str, Words, tuple[str, ...], str, Words | None]] = [
    ("Share draft focus group questions at least two weeks before any session",
     ("Share draft focus group questions at least two weeks before any session.",
      "Communiquer les questions des groupes de discussion au moins deux semaines avant chaque séance.",
      "إطلاع الناس على مسودة أسئلة مجموعات النقاش قبل أسبوعين على الأقل من كل جلسة."), ("COL-INVOLVE",), "", None),
    ("Draft a one-page agreement separating engagement from enforcement",
     ("Write one page that keeps this engagement apart from enforcement.",
      "Écrire une page qui sépare cette démarche de l’application de la loi.",
      "كتابة صفحة واحدة تفصل هذه المشاركة عن إنفاذ القانون."), ("TRU-POLICE", "TRU-PRIV"), "", None),
    ("Agree on a data sharing note for the quarterly needs summary",
     ("Agree with agencies on a shared summary of needs every quarter.",
      "Convenir avec les organismes d’un sommaire commun des besoins chaque trimestre.",
      "الاتفاق مع الجهات على ملخص مشترك للاحتياجات كل ثلاثة أشهر."), ("COL-COORD",), "",
     ("The agencies may not share that much with each other.", "Les organismes ne peuvent pas se communiquer autant de données.",
      "لا يجوز للجهات أن تتبادل هذا القدر من المعلومات.")),
    ("Find a way to pay honoraria to youth advisers",
     ("Find a way to pay young advisers for their time.", "Trouver comment rémunérer les jeunes conseillers pour leur temps.",
      "إيجاد طريقة لدفع مكافآت للمستشارين الشباب عن وقتهم."), ("AST-YOUTH", "COL-INVOLVE"), "PRJ-03",
     ("The payment form had to be changed first.", "Il fallait d’abord modifier le formulaire de paiement.",
      "كان لا بد من تغيير نموذج الدفع أولا.")),
    ("Write three sentences volunteers can use, and test them at the depot",
     ("Write three sentences that volunteers can use, and try them out.",
      "Écrire trois phrases que les bénévoles peuvent dire, et les essayer.",
      "كتابة ثلاث جمل يستطيع المتطوعون استخدامها واختبارها."), ("NEE-TOOLS",), "PRJ-02", None),
    ("Prepare a ninety-minute module for six pilot schools",
     ("Prepare a ninety-minute module for six schools.", "Préparer un module de quatre-vingt-dix minutes pour six écoles.",
      "إعداد وحدة من تسعين دقيقة لست مدارس."), ("NEE-TRAIN", "AST-SCHOOL"), "",
     ("Newcomer students asked to read it first.", "Des élèves nouveaux arrivants ont demandé à la lire d’abord.",
      "طلب طلاب قادمون جدد قراءتها أولا.")),
    ("Publish a plain statement on what the project records, in eight languages",
     ("Say in plain words and eight languages what the project writes down.",
      "Dire en mots simples et en huit langues ce que le projet consigne.",
      "بيان ما يدوّنه المشروع بكلمات بسيطة وبثماني لغات."), ("TRU-PRIV", "NEE-LANG"), "", None),
    ("Ask the police partner for a way to tell callers, in general terms, what followed",
     ("Find a way to tell those who raise a concern what followed, in general terms.",
      "Trouver comment dire en termes généraux à ceux qui expriment une inquiétude ce qui a suivi.",
      "إيجاد طريقة لإخبار من يبلّغون عن قلق بما تلا ذلك بعبارات عامة."), ("NEE-REFER", "TRU-POLICE"), "PRJ-04",
     ("Two partners' legal review is not finished.", "L’examen juridique de deux partenaires n’est pas terminé.",
      "لم تنته المراجعة القانونية لدى شريكين.")),
    ("Budget for a cultural broker at every focus group",
     ("Pay for a cultural broker at every focus group.", "Prévoir un médiateur culturel à chaque groupe de discussion.",
      "تخصيص وسيط ثقافي لكل مجموعة نقاش."), ("NEE-LANG",), "", None),
    ("Agree who removes hate flyers and how fast",
     ("Agree who removes hate flyers, and how fast.", "Convenir de qui enlève les tracts haineux, et en combien de temps.",
      "الاتفاق على من يزيل منشورات الكراهية وبأي سرعة."), ("DRV-HATE",), "PRJ-05", None),
    ("Publish a table of the project's own commitments and their status",
     ("Publish our own promises and how far they are.", "Publier nos propres engagements et où ils en sont.",
      "نشر وعودنا وما أُنجز منها."), ("COL-REPORT", "TRU-PROCESS"), "", None),
    ("Pay outstanding youth honoraria and fix the form",
     ("Pay the honoraria that are owed to young people, and mend the form.",
      "Verser les rétributions dues aux jeunes et corriger le formulaire.",
      "دفع المكافآت المستحقة للشباب وإصلاح النموذج."), ("AST-YOUTH",), "PRJ-03", None),
]  # fmt: skip


def load_projects() -> dict[str, Project]:
    """Five projects with partners, objectives, indicators, steps and what they answer."""
    phase = Phase.objects.get(number=3)
    made = {}
    for row in rows("projects"):
        made[row["ref"]] = Project.objects.create(
            reference=row["ref"],
            slug=slugify(row["title_en"]),
            phase=phase,
            outcome_area=row["outcome_area"],
            starts_on=day(row["starts_on"]),
            ends_on=day(row["ends_on"]),
            budget=int(row["budget_cad"]),
            budget_is_public=True,
            state=ProjectState.ENDED_EARLY if row["ref"] == FAILED else row["status"],
            **(in_languages("outcome", WHAT_CAME_OF_IT) if row["ref"] == FAILED else {}),
            **in_languages("title", (row["title_en"], row["title_fr"], row["title_ar"])),
            **in_three("summary", row["summary"]),
        )
    _load_partners(made)
    _load_objectives(made)
    _load_steps(made)
    _load_answers(made)
    _load_history(made)
    return made


def _load_partners(projects: dict[str, Project]) -> None:
    found = {row.reference: row for row in Organization.objects.all()}
    for row in rows("project_partners"):
        ProjectPartner.objects.create(
            project=projects[row["project_ref"]],
            organization=found[row["organization_ref"]],
            role=row["role"],
            mou_state=row["mou_status"],
            mou_signed_on=day(row["mou_signed_on"]),
            is_named=found[row["organization_ref"]].may_be_listed,
            **in_three("contribution", row["contribution"]),
        )


def _number(text: str) -> Decimal | None:
    return Decimal(YES_NO.get(text, text)) if text else None


def _load_objectives(projects: dict[str, Project]) -> None:
    made = {
        row["ref"]: Objective.objects.create(project=projects[row["project_ref"]], order=order, **in_three("text", row["text"]))
        for order, row in enumerate(rows("project_objectives"))
    }
    for order, row in enumerate(rows("project_indicators")):
        Indicator.objects.create(
            objective=made[row["objective_ref"]],
            unit=row["unit"],
            baseline=_number(row["baseline"]),
            target=_number(row["target"]),
            actual=_number(row["actual"]),
            as_of=day(row["as_of"]),
            order=order,
            **in_three("text", row["text"]),
            **in_three("source", row["source"]),
        )


def _load_steps(projects: dict[str, Project]) -> None:
    """The set's "overdue" is not stored: it is computed."""
    for row in rows("project_milestones"):
        ProjectStep.objects.create(
            project=projects[row["project_ref"]],
            due_on=day(row["due_on"]),
            done_on=day(row["completed_on"]),
            state=StepState.IN_PROGRESS if row["status"] == "overdue" else StepState(row["status"]),
            **in_three("title", row["title"]),
            **in_three("note", row["public_note"]),
        )


def _load_answers(projects: dict[str, Project]) -> None:
    first = {row.reference: row for row in Finding.objects.all()}
    second = {row.reference: row for row in GroupFinding.objects.all()}
    for row in rows("project_findings"):
        reference = row["finding_ref"]
        ProjectFinding.objects.create(
            project=projects[row["project_ref"]],
            finding=first.get(reference),
            group_finding=second.get(reference),
            bearing=row["strength"],
        )


def _load_history(projects: dict[str, Project]) -> None:
    """Planned in March 2020, begun on its first day; one paused, one ended early."""
    for project in projects.values():
        steps: list[tuple[ProjectState, str, Words | None]] = [(ProjectState.PLANNED, "2020-03-02", None)]
        if project.state in (ProjectState.ACTIVE, ProjectState.PAUSED):
            steps.append((ProjectState.ACTIVE, str(project.starts_on), None))
        if project.state == ProjectState.PAUSED:
            steps.append((ProjectState.PAUSED, "2020-09-01", PAUSED))
        if project.reference == FAILED:
            steps.append((ProjectState.ENDED_EARLY, FAILED_ON, WHY_IT_ENDED))
        for state, since, reason in steps:
            change = ProjectStateChange(project=project, state=state, changed_at=noon(since))
            change.reason_en, change.reason_fr, change.reason_ar = reason or ("", "", "")
            change.save()


def load_promises(projects: dict[str, Project]) -> None:
    """Public wording of twelve promises; moved days with their reasons."""
    themes, lead = {theme.code: theme for theme in Theme.objects.all()}, User.objects.get(username="lead")
    when = noon("2019-06-03")
    assert when is not None
    found: dict[str, list[Commitment]] = defaultdict(list)
    for promise in Commitment.objects.order_by("pk"):
        found[promise.text].append(promise)
    for number, (text, words, codes, project, reason) in enumerate(PROMISES, 1):
        promise = found[text][0]
        promise.wording_en, promise.wording_fr, promise.wording_ar = words
        _explain(promise, reason, lead, when)
        promise.save()
        face = PublicCommitment.objects.create(commitment=promise, slug=f"promise-{number}", project=projects.get(project))
        face.themes.set([themes[code] for code in codes])


def _explain(promise: Commitment, reason: Words | None, by: User, when: datetime) -> None:
    if reason is None:
        return
    if promise.state == "cancelled":
        promise.cancel_reason_en, promise.cancel_reason_fr, promise.cancel_reason_ar = reason
        return
    to = day("2027-03-31")
    assert to is not None
    move = DateMove(commitment=promise, moved_from=promise.due_on, moved_to=to, moved_by=by, moved_at=when)
    move.reason_en, move.reason_fr, move.reason_ar = reason
    move.save()
    promise.due_on = to
