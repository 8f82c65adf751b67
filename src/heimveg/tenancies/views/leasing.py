"""A lease: write it, see what the law says, sign it, end it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.queries import municipality
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.base.sent import version_in
from heimveg.base.web import render_part
from heimveg.tenancies.commands import leasing as commands
from heimveg.tenancies.forms.lease import EndLeaseForm, LeaseForm, SignForm
from heimveg.tenancies.lease_paper import lease_pdf
from heimveg.tenancies.lease_wording import told
from heimveg.tenancies.models import Lease, LeasePaper, LeaseTemplate, Tenancy
from heimveg.tenancies.permissions import KEEP_TEMPLATE, READ_TENANCIES, WRITE_LEASE
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.leases import checks_of, leases_known, version_before
from heimveg.tenancies.queries.security import guaranteed_ore
from heimveg.tenancies.rules.lease import SignedHow, Standing
from heimveg.tenancies.word import is_installed


@require_POST
@requires(WRITE_LEASE)
def draft(request: ActorRequest, tenancy_id: int) -> HttpResponse:
    language = municipality().default_language or get_language() or "nb"
    lease = commands.draft_lease(
        request.actor, tenancy_id=tenancy_id, language=language, on=clock.today()
    )
    return redirect("tenancies:lease", lease.pk)


@require_http_methods(["GET", "POST"])
@requires(READ_TENANCIES)
def lease(request: ActorRequest, lease_id: int) -> HttpResponse:
    """One version; POST changes a draft."""
    found = _mine(request, lease_id)
    if request.method != "POST":
        return _page(request, found, LeaseForm(instance=found))
    version = version_in(request)
    form = LeaseForm(request.POST, instance=_mine(request, lease_id))
    if form.is_valid():
        commands.change_lease(
            request.actor, lease_id=lease_id, version=version, content=form.content
        )
        messages.success(request, _("The draft is saved. See what the law says to it."))
        return redirect("tenancies:lease", lease_id)
    found.version = version
    return _page(request, found, form, status=422)


@require_POST
@requires(WRITE_LEASE)
def throw_away(request: ActorRequest, lease_id: int) -> HttpResponse:
    found = _mine(request, lease_id)
    commands.throw_draft_away(request.actor, lease_id=lease_id, version=version_in(request))
    messages.success(request, _("The draft is thrown away. What is signed stands."))
    return redirect("desk:tenancy", found.tenancy_id)


@require_POST
@requires(WRITE_LEASE)
def sign(request: ActorRequest, lease_id: int) -> HttpResponse:
    """Record that both have signed; stopped by the law, the page says why."""
    found, form = _mine(request, lease_id), SignForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _page(request, found, LeaseForm(instance=found), sign_form=form, status=422)
    try:
        commands.sign_lease(
            request.actor,
            lease_id=lease_id,
            version=version_in(request),
            how=SignedHow(form.cleaned_data["how"]),
            signed_on=form.cleaned_data["signed_on"],
            on=clock.today(),
        )
    except commands.LeaseStopped as stopped:
        text = str(stopped.text)
        return _page(request, found, LeaseForm(instance=found), stopped=text, status=409)
    messages.success(request, _("The lease is signed, and the paper is kept."))
    return redirect("tenancies:lease", lease_id)


@require_POST
@requires(WRITE_LEASE)
def withdraw(request: ActorRequest, lease_id: int) -> HttpResponse:
    """Take back a signed lease before its first day."""
    _mine(request, lease_id)
    commands.withdraw_lease(
        request.actor, lease_id=lease_id, version=version_in(request), on=clock.today()
    )
    messages.success(request, _("The lease is withdrawn. The one before it goes on."))
    return redirect("tenancies:lease", lease_id)


@require_POST
@requires(WRITE_LEASE)
def end(request: ActorRequest, lease_id: int) -> HttpResponse:
    _mine(request, lease_id)
    form = EndLeaseForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(text) for text in form.errors["on"]))
    day = form.cleaned_data["on"]
    commands.end_lease(request.actor, lease_id=lease_id, version=version_in(request), on=day)
    messages.success(request, _("The lease is ended. The tenancy itself is ended on its own."))
    return redirect("tenancies:lease", lease_id)


@require_safe
@requires(READ_TENANCIES)
def paper(request: ActorRequest, lease_id: int) -> HttpResponse:
    """The paper as it was signed; before that, as it would look."""
    found = _mine(request, lease_id)
    kept = LeasePaper.objects.filter(lease=found).first()
    made = bytes(kept.pdf) if kept else _preview(found)
    name = f'inline; filename="{found.tenancy_id}-{found.number}.pdf"'
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": name}
    )


def _preview(found: Lease) -> bytes:
    return lease_pdf(found, municipality(), law_on(found.signed_on or clock.today()))


def _page(
    request: ActorRequest,
    found: Lease,
    form: LeaseForm,
    *,
    sign_form: SignForm | None = None,
    stopped: str = "",
    status: int = 200,
) -> HttpResponse:
    today = clock.today()
    standing = found.standing(today)
    is_draft = standing is Standing.DRAFT and found.tenancy.ended_on is None
    may_write = request.actor.may(WRITE_LEASE)
    day = found.signed_on or today
    context = {
        "lease": found,
        "form": form if is_draft and may_write else None,
        "sign_form": (sign_form or SignForm(today=today)) if is_draft and may_write else None,
        "may_end": standing is Standing.IN_FORCE and found.holds_until is None and may_write,
        "may_withdraw": standing is Standing.COMING and may_write,
        "checks": told(
            checks_of(
                found,
                on=day,
                guaranteed_ore=guaranteed_ore(found.tenancy_id, on=today) if is_draft else 0,
            ),
            law_on(day),
        ),
        "before": version_before(request.actor, found),
        "stopped": stopped,
        "has_word": is_installed() and LeaseTemplate.objects.exists(),
        "may_keep_template": request.actor.may(KEEP_TEMPLATE),
        "today": today,
        "steps": steps_to(found.tenancy),
    }
    return render_part(
        request, "tenancies/lease.html", "tenancies/_lease.html", context, status=status
    )


def steps_to(tenancy: Tenancy) -> list[tuple[str, str]]:
    """The way to a page of a tenancy."""
    return [
        (_("Tenancies"), reverse("tenancies:list")),
        (tenancy.dwelling.address, reverse("desk:tenancy", args=[tenancy.pk])),
    ]


def _mine(request: ActorRequest, lease_id: int) -> Lease:
    known = leases_known(request.actor).select_related("tenancy__dwelling", "person")
    return get_object_or_404(known, pk=lease_id)
