"""What waits in the outbox, what did not get through and why, and what is to be handed over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.web import render_part
from heimveg.notices import commands
from heimveg.notices.models import TROUBLE, Notice
from heimveg.notices.permissions import READ_OWN, SEE_NOTICES, SETTLE_NOTICE
from heimveg.notices.rules import NoticeState

SHOWN = {
    "trouble": (gettext_lazy("Did not get through"), TROUBLE),
    "held": (gettext_lazy("To be handed over"), [NoticeState.HELD]),
    "waiting": (gettext_lazy("Waiting"), [NoticeState.WAITING, NoticeState.SENDING]),
    "sent": (gettext_lazy("Sent"), [NoticeState.SENT]),
}


@require_safe
@requires(SEE_NOTICES)
def notices(request: ActorRequest) -> HttpResponse:
    """One kind at a time, those in trouble first."""
    which = request.GET.get("which", "")
    which = which if which in SHOWN else "trouble"
    mine = Notice.objects.permitted_to(request.actor, SEE_NOTICES).defer("document", "body")
    rows = mine.filter(state__in=SHOWN[which][1]).select_related("person", "user")
    order = ("-sent_at", "-pk") if which == "sent" else ("queued_at", "pk")
    context = {
        "page": page_of(rows.order_by(*order), request),
        "which": which,
        "tabs": [(name, label) for name, (label, _states) in SHOWN.items()],
        "may_settle": request.actor.may(SETTLE_NOTICE),
        "request": request,
    }
    return render_part(request, "notices/list.html", "notices/_list.html", context)


@require_POST
@requires(SETTLE_NOTICE)
def settle(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Try again; or, where somebody has made sure, it came."""
    if "came" in request.POST:
        commands.say_it_came(request.actor, notice_id=notice_id, at=clock.now())
        messages.success(request, _("It is written that the message came through."))
    else:
        commands.try_again(request.actor, notice_id=notice_id)
        messages.success(request, _("It goes out again within a minute."))
    return redirect("notices:list")


@require_POST
@requires(READ_OWN)
def read(request: ActorRequest, notice_id: int) -> HttpResponse:
    """A message to oneself is read; back to the front page, where it stood."""
    commands.read_message(request.actor, notice_id=notice_id, at=clock.now())
    messages.success(request, _("The message is read."))
    return redirect("desk:front")
