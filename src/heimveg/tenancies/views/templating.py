"""The municipality's own lease: upload it, see its fields, take out a lease filled from it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.accounts.queries import municipality
from heimveg.base import clock
from heimveg.base.errors import Invalid, Refused
from heimveg.base.forms import say_at_fields
from heimveg.tenancies import word
from heimveg.tenancies.commands.templating import keep_template
from heimveg.tenancies.forms.template import TemplateForm
from heimveg.tenancies.models import LeaseTemplate
from heimveg.tenancies.permissions import KEEP_TEMPLATE, READ_TENANCIES
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.leases import leases_known
from heimveg.tenancies.rules.word import MOST_BYTES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(["GET", "POST"])
@requires(KEEP_TEMPLATE)
def template(request: ActorRequest) -> HttpResponse:
    """The template in use, the fields it may have, and the door for the next."""
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and word.is_installed() and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            keep_template(
                request.actor,
                content=upload.read(MOST_BYTES + 1),
                name=upload.name or "",
                on=clock.today(),
            )
        except Invalid as refused:
            say_at_fields(form, refused)
        else:
            messages.success(request, _("The template is in use. Leases can be taken out of it."))
            return redirect("tenancies:lease-template")
    newest = LeaseTemplate.newest()
    context = {
        "form": form,
        "is_installed": word.is_installed(),
        "newest": newest,
        "problems": _problems_of(newest),
        "fields": [("{{ " + name + " }}", text) for name, text in word.FIELDS.items()],
        "steps": [(_("Tenancies"), reverse("tenancies:list"))],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "tenancies/lease_template.html", context, status=status)


@require_safe
@requires(READ_TENANCIES)
def lease(request: ActorRequest, lease_id: int) -> HttpResponse:
    """A lease as .docx; not there without a template, or where Word files cannot be made. From a
    template that no lease can be made of, the way to the paper made here."""
    known = leases_known(request.actor).select_related("tenancy__dwelling", "person")
    found = get_object_or_404(known, pk=lease_id)
    newest = LeaseTemplate.newest()
    if newest is None or not word.is_installed():
        raise Http404
    law = law_on(found.signed_on or clock.today())
    try:
        if _problems_of(newest):
            raise word.CannotBeFilled(is_template=True)  # one answer to both
        made = word.filled(bytes(newest.docx), found, municipality(), law)
    except word.CannotBeFilled as failed:
        raise Refused(
            _("No lease can be made of our own template as it is. It has to be mended first."),
            url=reverse("tenancies:lease-paper", args=[lease_id]),
            link=_("Take out the lease made here"),
        ) from failed
    name = f'attachment; filename="{found.tenancy_id}-{found.number}.docx"'
    return HttpResponse(made, content_type=DOCX, headers={"Content-Disposition": name})


def _problems_of(newest: LeaseTemplate | None) -> list[str]:
    """Of the template in use: one that was kept by an earlier version is looked at anew."""
    if newest is None or not word.is_installed():
        return []
    return list(word.problems_of(bytes(newest.docx), on=clock.today()))
