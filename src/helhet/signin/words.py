"""What the library of signing in says in its forms and faults: named here, so that our catalogues have it.

It has no nynorsk, and names a passkey by three names in bokmål.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext

SAID_BY_THE_LIBRARY: Final = (
    _("This account is currently inactive."),
    _("Please type your current password."),
    _("Incorrect code."),
    _("Incorrect password."),
    _("Too many failed login attempts. Try again later."),
    _("The username and/or password you specified are not correct."),
    _("Be patient, you are sending too many requests."),
    _("You cannot deactivate two-factor authentication."),
    _("You cannot generate recovery codes without having two-factor authentication enabled."),
    _("You must type the same password each time."),
    _("Username"),
    _("Password"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Code"),
    _("Authenticator code"),
    _("Name"),
    _("Passwordless"),
    _(
        "Enabling passwordless operation allows you to sign in using just this key, but imposes additional requirements such as biometrics or PIN protection."
    ),
    _("Master key"),
    _("Backup key"),
    _("Key nr. {number}"),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("You have signed out."),
    _("A new set of recovery codes has been generated."),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("Security key added."),
    _("Security key removed."),
)


def _said_in_numbers(n: int) -> str:
    """What Django says of a password, of which it has no Norwegian."""
    return ngettext(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        n,
    )
