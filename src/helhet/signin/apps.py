"""The room as Django knows it."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Accounts, the second step, and the acting role."""

    name = "helhet.signin"

    def ready(self) -> None:
        """Note when somebody signs in, whichever way they come, and when they change their second step."""
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_logged_in

        from helhet.signin.sessions import begin, end_others

        user_logged_in.connect(begin, dispatch_uid="signin.sessions.begin")
        for changed in (signals.authenticator_added, signals.authenticator_removed):
            changed.connect(end_others, dispatch_uid="signin.sessions.end_others")
