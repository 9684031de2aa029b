"""In which languages a page is offered.

The team's pages are offered in `settings.LANGUAGES`: every text of Octant stands in these. What people
without an account meet (surveys, workshops, the paper for them, what an organisation says about itself) is
offered in `settings.PUBLIC_LANGUAGES`: of these the texts of `PUBLIC_TEXTS` are enough (ADR 11).
"""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatch

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

PUBLIC_ADDRESSES = (
    *("/s/", "/w/", "/join/", "/j/"),
    *("/register/", "/entry/", "/partners/"),
    *("/privacy/", "/accessibility/"),
)

# The files of the package that hold these texts.
PUBLIC_TEXTS = (
    "templates/base.html",
    "templates/public_base.html",
    "templates/components/*",
    "pages/views.py",
    "templates/pages/error.html",
    "templates/pages/conflict.html",
    "templates/pages/privacy.html",
    "templates/pages/accessibility.html",
    "templates/ecosystem/email/partners.txt",
    "templates/ecosystem/own_entry.html",
    "templates/ecosystem/partners.html",
    "templates/ecosystem/register_yourself.html",
    "templates/ecosystem/registered.html",
    "templates/surveys/answer/*",
    "templates/surveys/email/*",
    "templates/surveys/results/shared.html",
    "templates/surveys/results/comments.html",
    "templates/surveys/results/_[!r]*.html",  # all but what reveals them
    "templates/workshops/join/*",
    "templates/workshops/phone/*",
    "templates/workshops/screen/*",
    "templates/workshops/wall/*",
    "clusters/countries.py",
    "core/middleware.py",
    "core/requests.py",
    "core/responses.py",
    "core/rows.py",
    "core/validators.py",
    "core/templatetags/*",
    "ratings/*",
    "rounds/charts.py",
    "rounds/sentences.py",
    "ecosystem/forms/answers.py",
    "ecosystem/forms/entries.py",
    "ecosystem/forms/services.py",
    "ecosystem/forms/words.py",
    "ecosystem/models/organisation.py",
    "ecosystem/models/relations.py",
    "ecosystem/models/sector.py",
    "ecosystem/views/answers.py",
    "ecosystem/views/entries.py",
    "ecosystem/words.py",
    "reports/canvases/*",
    "reports/views/workshops.py",
    "surveys/access.py",
    "surveys/actions/answers.py",
    "surveys/forms/answers.py",
    "surveys/forms/introduction.py",
    "surveys/models*",
    "surveys/parts.py",
    "surveys/promise.py",
    "surveys/rules.py",
    "surveys/tables.py",
    "surveys/templatetags/*",
    "surveys/views/answer.py",
    "surveys/words.py",
    "workshops/access.py",
    "workshops/actions/contributions.py",
    "workshops/actions/people.py",
    "workshops/actions/phones.py",
    "workshops/charts.py",
    "workshops/fates.py",
    "workshops/forms/phone.py",
    "workshops/models/*",
    "workshops/screens.py",
    "workshops/sentences.py",
    "workshops/templatetags/*",
    "workshops/views/join.py",
    "workshops/views/phone*.py",
    "workshops/views/screen.py",
    "workshops/words.py",
)


def is_public(file: str) -> bool:
    """Whether the texts of this file (below the package) are for people without an account."""
    return any(fnmatch(file, pattern) for pattern in PUBLIC_TEXTS)


def is_public_address(address: str) -> bool:
    """Whether the page at this address is for people without an account."""
    return address.startswith(PUBLIC_ADDRESSES)


def is_whole(language: str) -> bool:
    """Whether every text of Octant stands in this language."""
    return language in dict(settings.LANGUAGES)


def languages_for(address: str) -> Mapping[str, str]:
    """{code: name in itself} of the languages in which the page at this address is offered."""
    return dict(settings.PUBLIC_LANGUAGES if is_public_address(address) else settings.LANGUAGES)


def for_paper(*wanted: str) -> str:
    """The first of these languages in which sheets for respondents are printed, else the site's."""
    return _first(wanted, settings.PUBLIC_LANGUAGES)


def for_documents(*wanted: str) -> str:
    """The first of these languages in which documents of the team are made, else the site's."""
    return _first(wanted, settings.LANGUAGES)


def _first(wanted: Iterable[str], languages: Iterable[tuple[str, str]]) -> str:
    return next((code for code in wanted if code in dict(languages)), settings.LANGUAGE_CODE)


def best(request: HttpRequest, languages: Mapping[str, str]) -> str:
    """What the person chose, else what their browser asks for, else the site's language."""
    wanted = [request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "").lower()]
    wanted += [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for code in wanted:
        for each in (code, _SAME.get(code.partition("-")[0], code.partition("-")[0])):
            if each in languages:
                return each
    return settings.LANGUAGE_CODE


# A browser set to Norwegian, in whatever form, is served by Bokmål.
_SAME = {"no": "nb", "nn": "nb"}


class LanguageMiddleware(LocaleMiddleware):
    """Django's, but choosing among the languages in which the asked page is offered."""

    def process_request(self, request: HttpRequest) -> None:
        language = best(request, languages_for(request.path_info))
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()
