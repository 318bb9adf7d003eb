"""The pages of the pathways, and their pictures."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from helhet.pathway.language.model import LANGUAGES
from helhet.signin.acting import acting_of
from helhet.signin.rules import signed_in
from helhet.web.answers import show
from helhet.workspaces.gallery.cards import sections
from helhet.workspaces.gallery.fitting import drawn_together, falling, leading
from helhet.workspaces.gallery.page import pathway_page
from helhet.workspaces.gallery.wording import drawn, editions


@signed_in
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show all pathways by area."""
    _act(request)
    return show(request, "gallery/gallery.html", {"sections": sections(_language())})


@signed_in
@require_safe
def pathway(request: HttpRequest, name: str) -> HttpResponse:
    """Show one pathway: its newest edition, or the one that is asked for."""
    try:
        asked = request.GET.get("edition") or next(iter(editions(name)))
        page = pathway_page(name, asked, _language(), localdate())
    except KeyError:
        raise Http404 from None
    _act(request)
    return show(request, "gallery/pathway.html", {"page": page, "language": _language()})


@signed_in
@require_safe
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, name: str, edition: str, language: str) -> HttpResponse:
    """Answer with the picture of an edition, as an image or to look at alone."""
    if language not in LANGUAGES:
        raise Http404
    try:
        told = drawn(name, edition, language)
    except KeyError:
        raise Http404 from None
    return _image(told)


@signed_in
@require_safe
def together(request: HttpRequest) -> HttpResponse:
    """Show how the pathways fit together, and where somebody may fall between."""
    _act(request)
    language = _language()
    told = {"told": leading(language), "gaps": falling(language), "language": language}
    return show(request, "gallery/together.html", told)


@signed_in
@require_safe
@cache_control(private=True, max_age=3600)
def network(request: HttpRequest, language: str) -> HttpResponse:
    """Answer with the picture of how the pathways fit together."""
    if language not in LANGUAGES:
        raise Http404
    return _image(drawn_together(language))


def _image(told: str) -> HttpResponse:
    """Return a picture as an image; its own style stands in it: that is let in, by its hash, and nothing else."""
    style = told.partition("<style>")[2].partition("</style>")[0]
    held = b64encode(sha256(style.encode()).digest()).decode()
    answer = HttpResponse(told, content_type="image/svg+xml")
    answer["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{held}'; frame-ancestors 'none'"
    )
    return answer


def _act(request: HttpRequest) -> None:
    """Let the frame show the ways of the role, if there is one; these pages need none."""
    if found := acting_of(request):
        request.acting = found  # type: ignore[attr-defined]


def _language() -> str:
    return get_language() or "nb"
