"""What a leader does: each through `access.staffing`, a refusal told in the form it came from."""

from __future__ import annotations

from django.db import transaction

from helhet.access.deciding import Reader
from helhet.access.staffing import (
    Days,
    NotGiven,
    add_user,
    colleague,
    end_role,
    give_role,
    give_stand_in,
)
from helhet.parties.models import Membership, Unit
from helhet.workspaces.administration.forms import AddForm, EndForm, PhonesForm, StandInForm


def add(reader: Reader, unit: Unit, form: AddForm) -> bool:
    """Give somebody a role, with an account if they have none; all of it or nothing."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            if data["is_new"] == "yes":
                user = add_user(reader, data["username"], data["name"], data["hpr"])
            else:
                user = colleague(data["username"])
            give_role(reader, user, unit, data["role"], form.days())
    except NotGiven as refused:
        form.refuse(refused)
        return False
    return True


def stand_in(reader: Reader, absent: Membership, form: StandInForm) -> bool:
    """Let somebody act for one who is away."""
    days: Days = form.days()
    try:
        give_stand_in(reader, absent, colleague(form.cleaned_data["username"]), days)
    except NotGiven as refused:
        form.refuse(refused)
        return False
    return True


def end(reader: Reader, membership: int, form: EndForm) -> bool:
    """End somebody's role."""
    try:
        end_role(reader, membership, form.cleaned_data["last_day"])
    except NotGiven as refused:
        form.refuse(refused)
        return False
    return True


def set_phones(form: PhonesForm) -> None:
    """Keep where a unit and its staff are called; only what has changed is written."""
    with transaction.atomic():
        for name in form.changed_data:
            one = form.called[name]
            one.phone = form.cleaned_data[name]
            one.save(update_fields=["phone"])
