"""The takeover protocol: both sign on the phone, and it can be printed. It shows who takes over
the home, which only rooms above upkeep know."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.models import User
from heimveg.accounts.queries import municipality
from heimveg.base import clock
from heimveg.base.errors import Invalid
from heimveg.desk.queries.takeover import Takeover, takeover
from heimveg.upkeep.commands.signing import leave_unsigned, sign_takeover
from heimveg.upkeep.models import Inspection
from heimveg.upkeep.permissions import SIGN_TAKEOVER
from heimveg.upkeep.protocol import protocol_pdf
from heimveg.upkeep.rules import InspectionKind, Party


def _found(request: ActorRequest, inspection_id: int) -> Takeover:
    mine = Inspection.objects.permitted_to(request.actor, SIGN_TAKEOVER)
    taken = mine.filter(kind__in=(InspectionKind.MOVE_IN, InspectionKind.MOVE_OUT))
    found = get_object_or_404(taken.select_related("dwelling"), pk=inspection_id)
    return takeover(request.actor, found)


@dataclass(frozen=True, slots=True)
class Signing:
    """One party's place on the page, with what was sent for it and what is to be mended."""

    party: Party
    title: str
    name: str
    sent: Mapping[str, str]
    errors: Mapping[str, str]
    may_sign: bool
    may_leave: bool


@require_http_methods(["GET", "POST"])
@requires(SIGN_TAKEOVER)
def sign(request: ActorRequest, inspection_id: int) -> HttpResponse:
    """The protocol with its two signatures, drawn with a finger or typed; or why there is none."""
    page, wrong = _found(request, inspection_id), {}
    if request.method == "POST":
        try:
            return _signed(request, page)
        except Invalid as refused:
            wrong = {name: str(text) for name, text in refused.fields.items()}
    context = {
        "page": page,
        "inspection": page.inspection,
        "home": page.inspection.dwelling,
        "places": [] if page.inspection.is_open else _places(request, page, wrong),
        "problem": " ".join(wrong.values()),
        "crumbs": [
            (_("Upkeep"), reverse("upkeep:turnovers")),
            (page.inspection.dwelling.address, _address(inspection_id)),
        ],
    }
    return render(request, "desk/takeover.html", context, status=422 if wrong else 200)


def _address(inspection_id: int) -> str:
    return reverse("upkeep:inspection", args=[inspection_id])


def _places(request: ActorRequest, page: Takeover, wrong: Mapping[str, str]) -> list[Signing]:
    """For each party that has not signed. What was sent stays, the drawing too."""
    own_name = User.objects.get(pk=request.actor.user_id).name
    tenant = page.tenant.shown_name if page.tenant else ""
    parties = (
        (Party.MUNICIPALITY, _("For the municipality"), own_name, True),
        (Party.TENANT, _("The tenant"), tenant, page.tenant is not None),
    )
    was = request.POST.get("party", "")
    return [
        Signing(
            party,
            title,
            request.POST.get("name", "") if party == was else name,
            request.POST.dict() if party == was else {},
            wrong if party == was else {},
            may_sign=is_there,
            may_leave=not page.says_why_not(party),
        )
        for party, title, name, is_there in parties
        if not page.has_signed(party)
    ]


def _signed(request: ActorRequest, page: Takeover) -> HttpResponse:
    if request.POST.get("party") not in set(Party):
        raise Invalid({"party": _("Choose who signs.")})
    party = Party(request.POST["party"])
    is_tenant = party is Party.TENANT
    who = page.tenant.pk if is_tenant and page.tenant else None
    if request.POST.get("answer") == "unsigned":
        leave_unsigned(
            request.actor,
            inspection_id=page.inspection.pk,
            party=party,
            person_id=who,
            because=request.POST.get("because", ""),
            on=clock.today(),
            at=clock.now(),
        )
        messages.success(request, _("Why nobody signed is written in the protocol."))
        return redirect("desk:takeover", page.inspection.pk)
    if is_tenant and who is None:
        raise Http404
    drawing = request.POST.get("drawing", "").strip()
    if not drawing and request.POST.get("confirmed") != "yes":
        raise Invalid({"confirmed": _("Draw the signature, or confirm that the name is yours.")})
    sign_takeover(
        request.actor,
        inspection_id=page.inspection.pk,
        party=party,
        person_id=who,
        name=request.POST.get("name", ""),
        drawing=drawing,
        at=clock.now(),
    )
    messages.success(request, _("Signed."))
    return redirect("desk:takeover", page.inspection.pk)


@require_safe
@requires(SIGN_TAKEOVER)
def protocol(request: ActorRequest, inspection_id: int) -> HttpResponse:
    """The protocol as a PDF in the language that is chosen."""
    page = _found(request, inspection_id)
    content = protocol_pdf(
        page.inspection,
        page.signed,
        municipality=municipality().name,
        language=get_language() or "nn",
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="protocol-{inspection_id}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
