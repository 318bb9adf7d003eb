"""A browser of somebody who has signed in."""

from allauth.mfa.models import Authenticator
from django.test import Client

from helhet.parties.models import Membership


def client_of(member: Membership, language: str = "en") -> Client:
    """Return a client that acts in the only role of a member."""
    Authenticator.objects.get_or_create(user=member.user, type="totp", defaults={"data": {}})
    client = Client(headers={"accept-language": language})
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client
