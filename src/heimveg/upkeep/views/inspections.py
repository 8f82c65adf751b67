"""Inspections: the list, one as a form on a phone, and the steps towards access."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.dwellings.views.answering import page_of_form, saved_by, way_back
from heimveg.upkeep.commands import inspections as commands
from heimveg.upkeep.commands.planning import plan_inspection
from heimveg.upkeep.forms import AccessForm, Answers, PlanForm
from heimveg.upkeep.forms.inspecting import conclusion_from
from heimveg.upkeep.models import AccessAttempt, Inspection
from heimveg.upkeep.permissions import INSPECT, PLAN_INSPECTION, READ_UPKEEP, SIGN_TAKEOVER
from heimveg.upkeep.queries import keepers_of, limit
from heimveg.upkeep.queries.condition import criteria_of
from heimveg.upkeep.rules import AccessStep, Conclusion, InspectionKind, next_access_step
from heimveg.upkeep.views.answering import GET_POST, own_home, steps_to, ways
from heimveg.upkeep.views.offline import may_be_taken, todays
from heimveg.upkeep.views.photos import Taken, pictures_in
from heimveg.upkeep.words import THEMES


@require_safe
@requires(READ_UPKEEP)
def inspections(request: ActorRequest) -> HttpResponse:
    """Inspections to come, soonest first, or those held, newest first."""
    held = request.GET.get("which") == "held"
    rows = Inspection.objects.permitted_to(request.actor, READ_UPKEEP)
    rows = rows.select_related("dwelling", "assigned_to", "held_by")
    if held:
        rows = rows.exclude(conclusion="").order_by(F("held_on").desc(), "-pk")
    else:
        rows = rows.open().order_by("planned_on", "pk")
    context = {
        "page": page_of(rows, request),
        "held": held,
        "today": clock.today(),
        "take": [] if held else todays(request, on=clock.today()),
        "ways": ways("upkeep:inspections"),
    }
    page = render_part(request, "upkeep/inspections.html", "upkeep/_inspections.html", context)
    return may_be_taken(request, page)


@require_http_methods(GET_POST)
@requires(PLAN_INSPECTION)
def plan(request: ActorRequest, dwelling_id: int) -> HttpResponse:
    """Plan an inspection of a home, today or later."""
    home, today = own_home(request, PLAN_INSPECTION, dwelling_id), clock.today()
    people = keepers_of(home, on=today)
    mine = request.actor.user_id if request.actor.may(INSPECT) else None
    initial = {
        "planned_on": today,
        "kind": request.GET.get("kind", InspectionKind.YEARLY),
        "assigned_to": mine,
    }
    form = PlanForm(request.POST or None, people=people, initial=initial)
    saved = saved_by(request, form, lambda: _planned(request, dwelling_id, form))
    if saved is not None:
        messages.success(request, _("Planned. Who is to inspect finds it on the front page."))
        return redirect("upkeep:inspection", saved.pk)
    return page_of_form(request, form, title=_("Plan an inspection"), back=way_back(home))


def _planned(request: ActorRequest, dwelling_id: int, form: PlanForm) -> Inspection:
    who = form.cleaned_data["assigned_to"]
    return plan_inspection(
        request.actor,
        dwelling_id=dwelling_id,
        kind=InspectionKind(form.cleaned_data["kind"]),
        planned_on=form.cleaned_data["planned_on"],
        assigned_to_id=who.pk if who else None,
        on=clock.today(),
        at=clock.now(),
    )


@require_http_methods(GET_POST)
@requires(READ_UPKEEP)
def inspection(request: ActorRequest, inspection_id: int) -> HttpResponse:
    """While it is open, the form; afterwards, what was seen."""
    mine = Inspection.objects.permitted_to(request.actor, READ_UPKEEP)
    found = get_object_or_404(
        mine.select_related("dwelling", "standard", "assigned_to", "held_by"), pk=inspection_id
    )
    may_write = found.is_open and request.actor.may(INSPECT)
    if request.method == "POST":
        if not request.actor.may(INSPECT):
            raise Http404
        return _sent(request, found)
    answers = _answers(found)
    template = "upkeep/inspect.html" if may_write else "upkeep/inspection.html"
    page = render(request, template, _context(request, found, answers))
    return may_be_taken(request, page) if may_write else page


def _answers(found: Inspection, data: object = None) -> Answers:
    criteria = criteria_of(found.standard)
    findings = {finding.criterion_id: finding for finding in found.findings.all()}
    answers = Answers(criteria, findings, data)  # type: ignore[arg-type]  # a QueryDict or None
    counted = found.photos.values("criterion").annotate(n=Count("pk")).order_by()
    photos = {row["criterion"]: row["n"] for row in counted}
    for line in answers.lines:
        line.photos = photos.get(line.criterion.pk, 0)
    return answers


def _sent(request: ActorRequest, found: Inspection) -> HttpResponse:
    """Photos first, then the answers, then the conclusion if there is one: all or nothing."""
    answers = _answers(found, request.POST)
    problems = [f"{line.criterion.text}: {line.error}" for line in answers.errors]
    texts = {line.code: line.criterion.text for line in answers.lines}
    pictures, refused = pictures_in(request, texts)
    problems += refused
    wrong: dict[str, str] = {}
    if not problems:
        try:
            return _kept(request, found, answers, pictures)
        except Invalid as refused:
            problems = answers.refuse(refused.fields)
            wrong = {name: str(text) for name, text in refused.fields.items()}
    found.refresh_from_db(fields=["version"])
    context = _context(request, found, answers) | {
        "problems": problems,
        "conclusion": request.POST.get("conclusion", ""),
        "words": request.POST.get("words", ""),
        "conclusion_error": wrong.get("conclusion", ""),
        "words_error": wrong.get("words", ""),
    }
    return render(request, "upkeep/inspect.html", context, status=422)


def _kept(
    request: ActorRequest,
    found: Inspection,
    answers: Answers,
    pictures: Sequence[Taken],
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    for each in pictures:
        commands.add_photo(actor, inspection_id=found.pk, at=now, **each._asdict())
    said: dict[str, Any] = {
        "inspection_id": found.pk,
        "version": version_in(request),
        "seen": answers.seen,
        "words": request.POST.get("words", "").strip()[:2000],
        "on": clock.today(),
    }
    conclusion = conclusion_from(request.POST.get("conclusion", ""))
    if conclusion is Conclusion.OPEN:
        commands.write_findings(actor, **said)
        messages.success(request, _("Kept. The inspection is not concluded yet."))
        return redirect("upkeep:inspection", found.pk)
    commands.conclude_inspection(actor, conclusion=conclusion, at=now, **said)
    messages.success(request, _("The inspection is concluded."))
    return redirect("upkeep:inspection", found.pk)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one theme."""

    title: object
    lines: list[object]


def _groups(answers: Answers) -> list[Group]:
    themes: dict[str, list[object]] = {}
    for line in answers.lines:
        themes.setdefault(line.criterion.theme, []).append(line)
    in_turn = sorted(
        themes, key=lambda theme: list(THEMES).index(theme) if theme in THEMES else 99
    )
    return [Group(THEMES.get(theme, theme), themes[theme]) for theme in in_turn]


def _context(request: ActorRequest, found: Inspection, answers: Answers) -> dict[str, object]:
    attempts = list(found.attempts.select_related("taken_by").order_by("step"))
    following = next_access_step({AccessStep(a.step): a.taken_on for a in attempts})
    return {
        "inspection": found,
        "home": found.dwelling,
        "answers": answers,
        "groups": _groups(answers),
        "conclusions": [(str(c), text) for c, text in Inspection.CONCLUSIONS.items() if c],
        "attempts": attempts,
        "next_step": AccessAttempt.STEPS[following] if following else "",
        "notice_days": limit("access_notice_days", on=clock.today()),
        "photos": found.photos.select_related("criterion").order_by("pk"),
        "may_sign": not found.is_open  # there is no protocol before the conclusion
        and request.actor.may(SIGN_TAKEOVER)
        and found.kind in (InspectionKind.MOVE_IN, InspectionKind.MOVE_OUT),
        "may_write": found.is_open and request.actor.may(INSPECT),
        "problems": [],
        "words": found.words,
        "conclusion_error": "",
        "words_error": "",
        "crumbs": steps_to((_("Inspections"), reverse("upkeep:inspections"))),
    }


@require_http_methods(GET_POST)
@requires(INSPECT)
def access(request: ActorRequest, inspection_id: int) -> HttpResponse:
    """Nobody opened: the next step towards lawful access."""
    mine = Inspection.objects.permitted_to(request.actor, INSPECT).open()
    found = get_object_or_404(mine.select_related("dwelling"), pk=inspection_id)
    taken = {AccessStep(a.step): a.taken_on for a in found.attempts.all()}
    step = next_access_step(taken)
    if step is None:
        raise Http404
    form = AccessForm(request.POST or None, initial={"taken_on": clock.today()})
    saved = saved_by(
        request,
        form,
        lambda: commands.take_access_step(
            request.actor,
            inspection_id=inspection_id,
            step=step,
            taken_on=form.cleaned_data["taken_on"],
            on=clock.today(),
            note=form.cleaned_data["note"],
        ),
    )
    if saved is not None:
        return redirect("upkeep:inspection", inspection_id)
    back = (str(found.dwelling), reverse("upkeep:inspection", args=[inspection_id]))
    title, lead = AccessAttempt.STEPS[step], _access_lead(step)
    steps = steps_to((_("Inspections"), reverse("upkeep:inspections")), back)
    return page_of_form(request, form, title=title, back=back, lead=lead, steps=steps)


def _access_lead(step: AccessStep) -> str:
    days = limit("access_notice_days", on=clock.today())
    texts = {
        AccessStep.NOT_OPENED: _("Write the day you came at the time that was told."),
        AccessStep.ASKED_AGAIN: _("Call, write or ask through somebody the resident knows."),
        AccessStep.WRITTEN_NOTICE: ngettext(
            "The landlord may come in for inspection and upkeep when the tenant is warned in"
            " reasonable time (husleieloven § 5-6). Here that is %(days)s day.",
            "The landlord may come in for inspection and upkeep when the tenant is warned in"
            " reasonable time (husleieloven § 5-6). Here that is %(days)s days.",
            days,
        )
        % {"days": days},
        AccessStep.TAKEN_FURTHER: _(
            "Nobody enters against the resident's will without the namsmann. Write what the leader"
            " decided."
        ),
    }
    return texts[step]
