"""The addresses, each from the room that answers there."""

from django.urls import include, path
from django.views.generic import RedirectView

from helhet.signin.rules import open_to_all
from helhet.site.health import healthz

handler500 = "helhet.site.faults.broken"
urlpatterns = [
    path("", open_to_all(RedirectView.as_view(pattern_name="care:worklist")), name="home"),
    path("healthz", healthz, name="healthz"),
    path("", include("helhet.signin.urls")),
    path("", include("helhet.workspaces.care.urls")),
    path("", include("helhet.workspaces.outreach.urls")),
    path("", include("helhet.workspaces.gallery.urls")),
    path("", include("helhet.workspaces.plan.urls")),
    path("", include("helhet.workspaces.review.urls")),
    path("", include("helhet.workspaces.administration.urls")),
]
