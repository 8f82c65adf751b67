"""The takeover protocol: both sign on the phone, and it can be printed. It shows who takes over
the home, which only rooms above upkeep know."""

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
from heimveg.upkeep.commands.signing import sign_takeover
from heimveg.upkeep.models import Inspection
from heimveg.upkeep.permissions import SIGN_TAKEOVER
from heimveg.upkeep.protocol import protocol_pdf
from heimveg.upkeep.rules import InspectionKind, Party


def _found(request: ActorRequest, inspection_id: int) -> Takeover:
    mine = Inspection.objects.permitted_to(request.actor, SIGN_TAKEOVER)
    taken = mine.filter(kind__in=(InspectionKind.MOVE_IN, InspectionKind.MOVE_OUT))
    found = get_object_or_404(taken.select_related("dwelling"), pk=inspection_id)
    return takeover(request.actor, found)


@require_http_methods(["GET", "POST"])
@requires(SIGN_TAKEOVER)
def sign(request: ActorRequest, inspection_id: int) -> HttpResponse:
    """The protocol with its two signatures, drawn with a finger or typed."""
    page, problem, status = _found(request, inspection_id), "", 200
    if request.method == "POST":
        try:
            return _signed(request, page)
        except Invalid as refused:
            problem, status = " ".join(str(text) for text in refused.fields.values()), 422
    context = {
        "page": page,
        "inspection": page.inspection,
        "home": page.inspection.dwelling,
        "own_name": User.objects.get(pk=request.actor.user_id).name,
        "problem": problem,
        "crumbs": [
            (_("Upkeep"), reverse("upkeep:turnovers")),
            (page.inspection.dwelling.address, _address(inspection_id)),
        ],
    }
    return render(request, "desk/takeover.html", context, status=status)


def _address(inspection_id: int) -> str:
    return reverse("upkeep:inspection", args=[inspection_id])


def _signed(request: ActorRequest, page: Takeover) -> HttpResponse:
    is_tenant = request.POST.get("party") == Party.TENANT
    if is_tenant and page.tenant is None:
        raise Http404
    drawing = request.POST.get("drawing", "").strip()
    if not drawing and request.POST.get("confirmed") != "yes":
        raise Invalid({"confirmed": _("Draw the signature, or confirm that the name is yours.")})
    sign_takeover(
        request.actor,
        inspection_id=page.inspection.pk,
        party=Party.TENANT if is_tenant else Party.MUNICIPALITY,
        person_id=page.tenant.pk if is_tenant and page.tenant else None,
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
