"""Charts on pages."""

from collections.abc import Callable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from octant.charts.theme import Size


def two_sizes(draw: Callable[[Size, str], str], id: str) -> SafeString:
    """A chart for wide screens and one with larger letters for phones; the style sheet shows one of them."""
    return format_html(
        '<div class="chart-wide">{}</div><div class="chart-narrow">{}</div>',
        mark_safe(draw(Size.NORMAL, id)),
        mark_safe(draw(Size.SMALL, f"{id}-small")),
    )
