"""A link that lets somebody set a password, once: how an account is begun, and how it is got back."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from helhet.parties.models import User
from helhet.signin.models import CalendarAddress


class _Invitations(PasswordResetTokenGenerator):
    """Tokens of their own; each is dead once a password is set, and after settings.PASSWORD_RESET_TIMEOUT."""

    key_salt = "helhet.signin.invitation"


INVITATIONS: Final = _Invitations()


def invitation(user: User) -> str:
    """Return the path of a link with which `user` sets a password, once; whoever has the link may.

    Show it once, to whoever gives it on; keep it nowhere.
    """
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("signin:invitation", args=[uid, INVITATIONS.make_token(user)])


class Welcome(PasswordResetConfirmView):
    """The page of a link; the link itself goes into the session, so that no address that is seen holds it."""

    template_name = "signin/invitation.html"
    token_generator = INVITATIONS
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """Save the password."""
        messages.success(self.request, _("Your password is saved. Sign in with it."))
        return super().form_valid(form)


@transaction.atomic
def begin_anew(user: User) -> str:
    """Take away password, second step, sessions and calendar addresses of an account that was lost, and return an invitation."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    CalendarAddress.objects.filter(membership__user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    return invitation(user)
