"""The guide: the content of a framework to read, open to everybody."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import combining, normalize

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from octant.domain.framework import Entry, Framework
from octant.frameworks import queries
from octant.frameworks.loading import BASE_LANGUAGE

LONGEST_SEARCH = 100

CHAPTERS: dict[str, str | Promise] = {
    "dimensions": _("Eight dimensions"),
    "steps": _("Five steps"),
    "resources": _("Resources to look at"),
    "core": _("Core functions and success factors"),
    "goals": _("Focus, goals and measures"),
    "benefits": _("Who gains from a cluster"),
    "learnings": _("Learnings from practice"),
    "glossary": _("Glossary"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the guide, as the contents and the links to previous and next need it."""

    label: str | Promise
    url: str
    is_dimension: bool = False


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return overview(request, queries.DEFAULT, queries.latest())


@require_safe
def overview(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    guide = _guide(slug, edition)
    return _render(request, "overview", guide, editions=queries.published(slug))


@require_safe
def dimensions(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    return _render(request, "dimensions", _guide(slug, edition))


@require_safe
def dimension(request: HttpRequest, slug: str, edition: int, key: str) -> HttpResponse:
    guide = _guide(slug, edition)
    try:
        found = guide.dimension(key)
    except KeyError:
        raise Http404 from None
    return _render(request, "dimension", guide, dimension=found)


@require_safe
def chapter(request: HttpRequest, slug: str, edition: int, page: str) -> HttpResponse:
    return _render(request, page, _guide(slug, edition))


@require_safe
def glossary(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    guide = _guide(slug, edition)
    return _render(request, "glossary", guide, terms=sorted(guide.glossary, key=_alphabetical))


@require_safe
def search(request: HttpRequest, slug: str, edition: int) -> HttpResponse:
    guide = _guide(slug, edition)
    words = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    hits = [(passage, _address(guide, passage)) for passage in queries.search(guide, words)]
    return _render(request, "search", guide, words=words, hits=hits)


def _guide(slug: str, edition: int) -> Framework:
    try:
        return queries.framework(slug, edition, get_language() or BASE_LANGUAGE)
    except LookupError:
        raise Http404 from None


def _alphabetical(term: Entry) -> str:
    """Sorts ä with a, as dictionaries do."""
    return "".join(letter for letter in normalize("NFKD", term.name.casefold()) if not combining(letter))


def _render(request: HttpRequest, page: str, guide: Framework, **context: object) -> HttpResponse:
    pages = list(_contents(guide))
    # The plain address of the guide shows the newest edition's overview, the first page.
    path = pages[0].url if page == "overview" else request.path
    place = next((number for number, item in enumerate(pages) if item.url == path), None)
    shared = {
        "framework": guide,
        "is_translated": (get_language() or BASE_LANGUAGE).partition("-")[0] == guide.language,
        "pages": pages,
        "here": path,
        "heading": CHAPTERS.get(page, ""),
        "previous": pages[place - 1] if place else None,
        "next": pages[place + 1] if place is not None and place + 1 < len(pages) else None,
    }
    return render(request, f"frameworks/{page}.html", shared | context)


def _contents(guide: Framework) -> Iterator[Page]:
    """Every page in reading order."""
    edition = (guide.slug, guide.edition)
    yield Page(_("Overview"), reverse("guide:edition", args=edition))
    for name, label in CHAPTERS.items():
        yield Page(label, reverse(f"guide:{name}", args=edition))
        if name == "dimensions":
            for item in guide.dimensions:
                yield Page(item.name, reverse("guide:dimension", args=[*edition, item.key]), True)


def _address(guide: Framework, passage: queries.Passage) -> str:
    arguments = [guide.slug, guide.edition, *([passage.dimension] if passage.dimension else [])]
    anchor = f"#{passage.anchor}" if passage.anchor else ""
    return reverse(f"guide:{passage.page}", args=arguments) + anchor
