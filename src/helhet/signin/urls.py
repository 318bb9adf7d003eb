"""The addresses of signing in, of the second step, of sessions, of choosing a role, and of the demo's accounts."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path

from helhet.signin import elsewhere, views
from helhet.signin.invitation import Welcome
from helhet.signin.rules import open_to_all, signed_in

welcome = open_to_all(Welcome.as_view())
acting_patterns = [
    path("role/", views.roles, name="roles"),
    path("welcome/<str:uidb64>/<str:token>/", welcome, name="invitation"),
    path("demo/", views.demo, name="demo"),
    path("demo/enter/", views.enter, name="enter"),
]
account_patterns: list[URLPattern | URLResolver] = [
    path("login/", open_to_all(account.login), name="account_login"),
    path("logout/", open_to_all(account.logout), name="account_logout"),
    path("inactive/", open_to_all(account.account_inactive), name="account_inactive"),
    path("password/", signed_in(account.password_change), name="account_change_password"),
    path("again/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("2fa/", signed_in(views.SecondStep.as_view()), name="mfa_index"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", views.own_sessions, name="usersessions_list"),
    path("oidc/<slug:provider_id>/", elsewhere.begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/back/", elsewhere.callback, name="openid_connect_callback"),
]
urlpatterns = [
    path("language/", views.language, name="set_language"),
    path("", include((acting_patterns, "signin"))),
    path("account/", include(account_patterns)),
]
