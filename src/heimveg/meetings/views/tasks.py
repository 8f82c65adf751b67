"""What I have said I would do."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.base.sent import version_in
from heimveg.meetings.commands import tasks as commands
from heimveg.meetings.permissions import FINISH_TASK
from heimveg.meetings.queries.agenda import my_tasks
from heimveg.meetings.rules import TaskState


@require_safe
@requires(FINISH_TASK)
def tasks(request: ActorRequest) -> HttpResponse:
    """My open tasks, the soonest first."""
    context = {
        "page": page_of(my_tasks(request.actor), request),
        "today": clock.today(),
        "steps": [(_("Meetings"), reverse("meetings:list"))],
    }
    return render(request, "meetings/tasks.html", context)


@require_POST
@requires(FINISH_TASK)
def end(request: ActorRequest, task_id: int) -> HttpResponse:
    """Done, or no longer needed."""
    state = TaskState.DROPPED if "drop" in request.POST else TaskState.DONE
    commands.end_task(
        request.actor,
        task_id=task_id,
        version=version_in(request),
        state=state,
        on=clock.today(),
    )
    messages.success(request, _("The task is off the list."))
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours and back.startswith("/") else reverse("meetings:tasks"))
