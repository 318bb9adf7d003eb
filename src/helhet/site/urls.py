"""The addresses, each from the room that answers there."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from helhet.signin.rules import open_to_all
from helhet.site.health import healthz

urlpatterns = [
    path("", open_to_all(RedirectView.as_view(pattern_name="care:worklist")), name="home"),
    path("healthz", healthz, name="healthz"),
    path("language/", open_to_all(set_language), name="set_language"),
    path("", include("helhet.signin.urls")),
    path("", include("helhet.workspaces.care.urls")),
]
