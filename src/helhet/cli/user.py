"""Give somebody an account, or let them begin anew; prints a link with which they choose a password, once.

The first account of an installation is made here; the others on the pages for units and people. No command
takes or prints a password. The link works for three days; whoever has it has the account, so hand it over safely.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from helhet.cli.errors import UsageError
from helhet.cli.unit import unit_of

if TYPE_CHECKING:
    from datetime import date

    from helhet.parties.models import Unit, User

HELP = "make an account, or let somebody begin anew"
EXAMPLES = """\
  helhet user add kari --name "Kari Nordmann" --role unit-leader --unit nordvik
                                  an account, acting in a unit from today
  helhet user add kari --name "Kari Nordmann" --role unit-leader --unit nordvik --unit-name "Nordvik clinic" --kind unit
                                  the same, in a unit that is made now
  helhet user role kari --role analyst --unit nordvik
                                  one more role from today, of somebody who has an account; with --end it ends at once
  helhet user again kari          lost password or second step: takes both away, ends all sessions, prints a link
  helhet user link kari --provider trust < subject
                                  whom a provider names so may sign in as kari; the subject is read, not told
  helhet user end kari            shut out at once, in every browser
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    deeds = parser.add_subparsers(metavar="DEED", required=True, dest="deed")
    add = deeds.add_parser("add", help="make an account with its first role")
    add.add_argument("username")
    add.add_argument("--name", required=True, help="as others read it")
    add.add_argument("--role", required=True, help="of the decision table")
    add.add_argument("--unit", required=True, metavar="CODE", help="where the role is held")
    add.add_argument("--unit-name", help="make the unit, with this name")
    add.add_argument("--kind", default="unit", help="of a unit that is made (default: unit)")
    role = deeds.add_parser("role", help="give somebody one more role, or end one")
    role.add_argument("username")
    role.add_argument("--role", required=True, help="of the decision table")
    role.add_argument("--unit", required=True, metavar="CODE", help="where the role is held")
    role.add_argument("--end", action="store_true", help="end it at once")
    linked = deeds.add_parser("link", help="let a provider's user sign in as somebody")
    linked.add_argument("username")
    linked.add_argument("--provider", required=True, help="one that HELHET_OIDC names")
    for deed, told in (("again", "take away what was lost"), ("end", "shut somebody out")):
        deeds.add_parser(deed, help=told).add_argument("username")


def run(arguments: argparse.Namespace) -> int:
    """Do it, and print the link; return 0."""
    from helhet.cli import live

    live.start()
    from helhet.signin.invitation import begin_anew, invitation

    if arguments.deed == "add":
        return _link_told(invitation(_added(arguments)))
    user = _user(arguments.username)
    if arguments.deed == "link":
        return _linked(user, arguments.provider)
    if arguments.deed == "role":
        return _role(user, arguments)
    user.is_active = arguments.deed == "again"
    user.save(update_fields=["is_active"])
    if user.is_active:
        return _link_told(begin_anew(user))
    sys.stdout.write("Shut out. Roles stand as they are; `helhet user again` lets them in anew.\n")
    return 0


def _role(user: User, arguments: argparse.Namespace) -> int:
    """Give somebody who has an account a role from today, or end one."""
    from helhet.access.staffing import NotGiven, end_by_command, give_by_command

    _check_role(arguments.role)
    unit = unit_of(arguments.unit)
    if arguments.end:
        if not end_by_command(user, unit, arguments.role, _today()):
            raise UsageError("They do not have this role there. Look at all three once more.")
        sys.stdout.write("Ended.\n")
        return 0
    try:
        give_by_command(user, unit, arguments.role, _today())
    except NotGiven:
        raise UsageError("They have this role there already.") from None
    sys.stdout.write("Given.\n")
    return 0


def _linked(user: User, provider: str) -> int:
    from django.conf import settings

    from helhet.signin.elsewhere import link

    if provider not in [one["provider_id"] for one in settings.OIDC]:
        raise UsageError("HELHET_OIDC names no such provider. Look at the name once more.")
    subject = sys.stdin.readline().strip()
    if not subject:
        raise UsageError("No subject was given. Write it on standard input.")
    link(user, provider, subject)
    sys.stdout.write("Linked.\n")
    return 0


def _user(username: str) -> User:
    from helhet.parties.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise UsageError("There is no such user. Look at the name once more.")
    return found


def _added(arguments: argparse.Namespace) -> User:
    """Make the account with its role, and its unit if that is asked for; all of it or nothing."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from helhet.access.staffing import give_by_command
    from helhet.parties.models import User

    _check_role(arguments.role)
    if User.objects.filter(username=arguments.username).exists():
        raise UsageError("There is such a user already. Choose another name.")
    user = User(username=arguments.username, name=arguments.name)
    user.set_unusable_password()
    try:
        user.clean_fields(exclude=["person"])
    except ValidationError:
        raise UsageError(
            "This is no name of a user. Use letters, digits and @ . + - _ without spaces."
        ) from None
    with transaction.atomic():
        unit = _unit(arguments)
        user.save()
        give_by_command(user, unit, arguments.role, _today())
    return user


def _unit(arguments: argparse.Namespace) -> Unit:
    """Return the unit, made now if it is to be."""
    from helhet.parties.models import Unit

    found = Unit.objects.filter(code=arguments.unit).first()
    if found is not None:
        return found
    if not arguments.unit_name:
        raise UsageError("There is no such unit. Add --unit-name to make it.")
    if arguments.kind not in Unit.Kind.values:
        raise UsageError(f"--kind is one of: {', '.join(Unit.Kind.values)}.")
    return Unit.objects.create(
        code=arguments.unit, name=arguments.unit_name, kind=arguments.kind, from_day=_today()
    )


def _check_role(role: str) -> None:
    from helhet.access.doors import table

    if role not in table().roles:
        raise UsageError(f"There is no such role. Choose one of: {', '.join(table().roles)}.")


def _today() -> date:
    from django.utils import timezone

    from helhet.record.pathways import today

    return today(timezone.now())


def _link_told(path: str) -> int:
    """Print a link: whole where the installation's host is known, else its path."""
    from django.conf import settings

    host = next((one for one in settings.ALLOWED_HOSTS if not one.startswith(".")), "")
    where = f"{'https' if settings.IS_TLS else 'http'}://{host}" if host else ""
    sys.stdout.write(
        f"{where}{path}\nThe link works once, for three days. Give it to nobody else.\n"
    )
    return 0
