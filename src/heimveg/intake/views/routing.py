"""Where what comes in goes: the rules, the simulator that shows each rule tried, and changes."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import Unit
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.base.forms import say_at_fields
from heimveg.base.sent import number_in
from heimveg.intake.commands.routing import adopt_routing
from heimveg.intake.forms.routing import RuleForm, WonderForm
from heimveg.intake.models import Errand, InstitutionNotice, RoutingPlan, RoutingRule
from heimveg.intake.permissions import SEE_ROUTING, SET_ROUTING
from heimveg.intake.queries.errands import time_limits
from heimveg.intake.queries.routing import all_rules, last_resort, units_that_answer, where
from heimveg.intake.rules import TimeLimit
from heimveg.intake.words import DECIDED, WHY_NOT, source_in_words, time_in_words
from heimveg.stays.rules import InstitutionKind


@require_safe
@requires(SEE_ROUTING)
def routing(request: ActorRequest) -> HttpResponse:
    """The rules in their order, and where one that somebody wonders about would go."""
    today = clock.today()
    manned = set(_units().values_list("pk", flat=True))
    plan = RoutingPlan.in_force(on=today)
    form = WonderForm(request.GET if "kind" in request.GET else None, units=_units())
    context = {
        "plan": plan,
        "rules": [(rule, _asks(rule), rule.unit_id in manned) for rule in all_rules(plan)],
        "last_resort": last_resort(on=today),
        "limits": [_limit(limit) for limit in time_limits(on=today)],
        "form": form,
        "answer": _answer(form) if form.is_bound and form.is_valid() else None,
        "may_set": request.actor.may(SET_ROUTING),
        "steps": [(_("Take in"), reverse("intake:door"))],
    }
    return render(request, "intake/routing.html", context, status=422 if form.errors else 200)


def _answer(form: WonderForm) -> dict[str, Any]:
    result = where(form.asked, on=clock.today())
    return {
        "unit": Unit.objects.get(pk=result.unit_id),
        "decided": DECIDED[result.by],
        "tried": [
            (tried.route.name, [WHY_NOT[why] for why in tried.why_not]) for tried in result.tried
        ],
    }


def _limit(limit: TimeLimit) -> tuple[Any, str, str]:
    return Errand.KINDS[limit.kind], time_in_words(limit), source_in_words(limit.source)


def _asks(rule: RoutingRule) -> list[str]:
    """What the rule asks for, in words; empty: everything."""
    asks = [", ".join(str(Errand.KINDS[kind]) for kind in rule.kinds)]
    asks.append(
        ", ".join(
            str(InstitutionNotice.KINDS[InstitutionKind(kind)]) for kind in rule.institutions
        )
    )
    if rule.age_from is not None:
        asks.append(_("aged at least %(age)d") % {"age": rule.age_from})
    if rule.age_below is not None:
        asks.append(_("younger than %(age)d") % {"age": rule.age_below})
    if rule.only_homeless:
        asks.append(_("only people without a home"))
    if rule.takes_over:
        asks.append(_("also when another unit answers for the person"))
    return [text for text in asks if text]


@require_http_methods(["GET", "POST"])
@requires(SET_ROUTING)
def rule(request: ActorRequest, position: int) -> HttpResponse:
    """Change the rule in this place; place 0 is a new one. A whole new plan is adopted."""
    plan = RoutingPlan.in_force(on=clock.today())
    rules = all_rules(plan)
    if position > len(rules):
        raise Http404
    form = RuleForm(
        request.POST if request.method == "POST" else None,
        units=_units(),
        initial=_initial(rules, position),
    )
    if request.method == "POST" and form.is_valid():
        kept = [r.columns for n, r in enumerate(rules, start=1) if n != position]
        kept.insert(min(form.cleaned_data["position"], len(kept) + 1) - 1, form.row)
        try:
            _adopt(request, kept, form.cleaned_data["note"])
        except Invalid as refusal:
            say_at_fields(form, refusal)
        else:
            messages.success(request, _("The rule holds from now on."))
            return redirect("intake:routing")
    context = {
        "form": form,
        "plan": plan,
        "position": position,
        "steps": [
            (_("Take in"), reverse("intake:door")),
            (_("Where it goes"), reverse("intake:routing")),
        ],
    }
    return render(request, "intake/rule.html", context, status=422 if form.errors else 200)


@require_POST
@requires(SET_ROUTING)
def remove(request: ActorRequest, position: int) -> HttpResponse:
    rules = all_rules(RoutingPlan.in_force(on=clock.today()))
    if not 1 <= position <= len(rules):
        raise Http404
    gone = rules[position - 1].name
    kept = [r.columns for n, r in enumerate(rules, start=1) if n != position]
    _adopt(request, kept, _("Removed: %(name)s") % {"name": gone})
    messages.success(request, _("The rule is taken away. What has come in stays where it is."))
    return redirect("intake:routing")


def _adopt(request: ActorRequest, rows: list[dict[str, Any]], note: str) -> None:
    adopt_routing(
        request.actor, seen_plan_id=_seen_plan(request), rows=rows, note=note[:200],
        on=clock.today(), at=clock.now(),
    )  # fmt: skip


def _seen_plan(request: HttpRequest) -> int | None:
    return number_in(request, "plan") or None


def _initial(rules: list[RoutingRule], position: int) -> dict[str, Any]:
    if position == 0:
        return {"position": len(rules) + 1}
    return rules[position - 1].columns | {
        "unit": rules[position - 1].unit_id, "position": position
    }  # fmt: skip


def _units() -> QuerySet[Unit]:
    return units_that_answer(on=clock.today())
