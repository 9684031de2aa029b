"""Short words for levels and numbers that several pages of a round share."""

from datetime import date

from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from octant.core.templatetags.quick import date as written
from octant.domain import scoring
from octant.ratings.queries import Histogram

# How feasible it is to change a dimension, from hard to easy.
FEASIBILITY = (
    gettext_lazy("Hardly: it is out of our hands or far beyond our means."),
    gettext_lazy("With great effort: we would need money or partners that are not in sight."),
    gettext_lazy("Partly: we can begin, but something we need is still open."),
    gettext_lazy("Well: time, people and money can be found."),
    gettext_lazy("Easily: we can do it with what we have, within our time."),
)

# How far a statement is true, when somebody rates in depth.
AGREE = (
    gettext_lazy("not true at all"),
    gettext_lazy("rather not true"),
    gettext_lazy("partly true"),
    gettext_lazy("mostly true"),
    gettext_lazy("fully true"),
)

# Agreement A from which on it is called so (docs/methods/agreement.md explains A).
STRONG, FAIR, WEAK = 0.75, 0.5, 0.25
FEWEST_TO_COMPARE = 2


def decimal_separator() -> str:
    return str(get_format("DECIMAL_SEPARATOR"))


def level(value: float | None) -> str:
    """A level or a gap with one decimal, as the reader writes numbers; a dash where there is none."""
    if value is None:
        return "–"
    # Levels never need number_format's thousands, and a page shows many.
    return f"{scoring.rounded(value):.1f}".replace(".", decimal_separator()).replace("-", "−")


def agreed_level(agreed: float | None, median: float | None) -> str:
    """A level "now": what the team agreed on with the raw median beside it, or the median alone."""
    if agreed is None:
        return level(median)
    if level(agreed) == level(median):
        return _("%(agreed)s (agreed)") % {"agreed": level(agreed)}
    return _("%(agreed)s (agreed; median %(median)s)") % {"agreed": level(agreed), "median": level(median)}


def total(value: float) -> str:
    """A sum of influences: halves stay, whole numbers need no decimal."""
    return level(value).removesuffix(f"{decimal_separator()}0")


def agreement(histogram: Histogram) -> str:
    """How far people agree, in two or three words."""
    a = histogram.agreement
    if a is None:
        return _("no answers yet")
    if histogram.n < FEWEST_TO_COMPARE:
        return _("one answer only")
    if histogram.is_split:
        return _("two camps")
    if a >= STRONG:
        return _("strong agreement")
    if a >= FAIR:
        return _("fair agreement")
    if a >= WEAK:
        return _("weak agreement")
    return _("opinions differ")


def who_and_when(owner: object, starts_on: date | None, ends_on: date | None) -> SafeString:
    """The line under a measure: who answers for it, and its days."""
    who = str(owner) or _("nobody answers for it yet")
    return format_html("<bdi>{}</bdi> · {}", who, days(starts_on, ends_on))


def days(starts_on: date | None, ends_on: date | None) -> str:
    """From when to when a measure runs."""
    if starts_on or ends_on:
        return f"{day(starts_on, '…')} – {day(ends_on, '…')}"
    return _("no dates yet")


def day(value: date | None, otherwise: str = "–") -> str:
    return written(value, "SHORT_DATE_FORMAT") if value else otherwise
