"""The pages of tasks: those that wait, a new one, and that one is done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helhet.signin.rules import StaffRequest, acting
from helhet.web.answers import go_to, show
from helhet.web.asked import whole_number
from helhet.work.dividing import NotAColleague, colleagues, roles_of
from helhet.work.tasks import add_task, settle_task
from helhet.workspaces.care.tasks import queries
from helhet.workspaces.care.tasks.forms import TaskForm, first_told


@acting
@require_safe
def tasks(request: StaffRequest) -> HttpResponse:
    """Show what is to be done outside any pathway."""
    first = whole_number(request.GET.get("from"))
    page = queries.page_of(request.acting.reader, request.GET.get("which", "mine"), first)
    return show(request, "care/tasks.html", {"page": page})


@acting
@require_http_methods(["GET", "POST"])
def new_task(request: StaffRequest) -> HttpResponse:
    """Show the form of a task; write it down."""
    reader, sent = request.acting.reader, request.POST or None
    asked = request.GET.get("about") if sent is None else sent.get("about")
    about = _person(asked)
    name = queries.name_of(reader, about)
    choices = list(colleagues(reader)), roles_of(reader)
    form = TaskForm(*choices, sent, initial=first_told(reader.on, about))
    # What was typed before a session ended comes back with a GET: it is shown, and not done.
    if request.method == "POST" and form.is_valid():
        try:
            add_task(reader, form.told(), timezone.now(), key=form.cleaned_data["key"])
        except NotAColleague:
            form.add_error("whose", _("Nobody works here under that name today. Choose another."))
        else:
            messages.success(request, _("Written."))
            return go_to(request, reverse("care:tasks"))
    told = {"form": form, "name": name, "about": about}
    return show(request, "care/task.html", told, status=422 if request.method == "POST" else 200)


@acting
@require_POST
def settle(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Say that a task is done, or after all is not; go back to the page of whom it is about, if that is where it was said."""
    about = _person(request.POST.get("about"))
    is_done = request.POST.get("deed") != "undo"
    settle_task(request.acting.reader, task_id, timezone.now(), is_done=is_done)
    messages.success(request, _("Done.") if is_done else _("It waits again."))
    here = reverse("care:person", args=[about]) if about else reverse("care:tasks")
    return go_to(request, here)


def _person(told: str | None) -> UUID | None:
    """Return whom a task is about, as the page before said; Http404 for what is nobody's id."""
    try:
        return UUID(told) if told else None
    except ValueError:
        raise Http404 from None
