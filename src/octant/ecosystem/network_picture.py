"""The network as a drawing: what the page shows without a graphics card, what is printed and downloaded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from octant.charts.text import clean, is_rtl, text_width
from octant.domain.layout import Place

from .queries.network import Actor, Figures, Net, Standing

WIDTH = 1200.0
MARGIN = 60.0
FLATTEST, TALLEST = 0.4, 1.2  # height by width
SMALLEST, LARGEST = 4.0, 16.0  # radius of a node
FEW = 150  # with more organisations they are drawn smaller
MOST_LABELS = 60
FONT = 13.0
LONGEST_LABEL = 34
UNKNOWN, FAINT = "#7c858b", "#d9dcdd"
TIE, STRONG = "#b9bfc3", "#12293a"
# On white, each at least 3:1 (WCAG 2.2, 1.4.11). network.css has the same for both kinds of ground.
SECTORS = {"public": "#0b6e74", "private": "#b3590b", "social": "#7a3e9d", "academic": "#3d7a26"}
COMMUNITIES = (
    "#0b6e74", "#b3590b", "#7a3e9d", "#3d7a26", "#a8324a", "#2f5fb3", "#857000", "#5b4a3f",
)  # fmt: skip
# Sectors are told apart by shape as well.
type Shape = Callable[[float, float, float], str]


def _circle(x: float, y: float, r: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}"'


def _square(x: float, y: float, r: float) -> str:
    return f'<rect x="{x - 0.9 * r:.1f}" y="{y - 0.9 * r:.1f}" width="{1.8 * r:.1f}" height="{1.8 * r:.1f}"'


def _diamond(x: float, y: float, r: float) -> str:
    r *= 1.25
    return f'<path d="M{x:.1f} {y - r:.1f}L{x + r:.1f} {y:.1f}L{x:.1f} {y + r:.1f}L{x - r:.1f} {y:.1f}Z"'


def _triangle(x: float, y: float, r: float) -> str:
    r *= 1.3
    return f'<path d="M{x:.1f} {y - r:.1f}L{x + 0.9 * r:.1f} {y + 0.6 * r:.1f}H{x - 0.9 * r:.1f}Z"'


SHAPES: Mapping[str, Shape] = {
    "public": _square,
    "private": _triangle,
    "social": _circle,
    "academic": _diamond,
}


def svg(
    net: Net,
    figures: Figures,
    places: Mapping[int, Place],
    *,
    title: str,
    colour: str = "sector",
    size: str = "degree",
    way: Sequence[int] = (),
    chosen: int | None = None,
) -> str:
    """The network from above: ties first, then organisations, then as many names as find room.

    `colour` is "sector" or "community", `size` a measure of `Standing` or "same". `way` are the numbers of
    organisations on a way between two, `chosen` is one who is looked at with its neighbours; the others then
    stay in the background, as on the page. The same network gives the same text.
    """
    points, height = _on_paper({actor.pk: places[actor.pk] for actor in net.actors})
    radius = radii(figures, size)
    strong, ties = _looked_at(net, way, chosen)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" '
        f'font-family="Inter, sans-serif" font-size="{FONT:.0f}"><title>{escape(clean(title))}</title>'
        f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    ]
    if strong:
        parts.append(f'<g stroke="{STRONG}" stroke-width="2.5">')
    else:
        width = 1.2 if len(net.edges) < 500 else 0.5
        parts.append(f'<g stroke="{_lightened(TIE, len(net.edges))}" stroke-width="{width}">')
    for one, other in ties:
        (x1, y1), (x2, y2) = points[one], points[other]
        parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    parts.append('</g><g stroke="#ffffff">')
    for actor in sorted(net.actors, key=lambda actor: actor.pk in strong):  # who is looked at, on top
        shape = SHAPES.get(actor.sector, _circle)(*points[actor.pk], radius[actor.pk])
        behind = strong and actor.pk not in strong
        fill = FAINT if behind else colour_of(actor, figures.standings[actor.pk], colour)
        parts.append(f'{shape} fill="{fill}"><title>{escape(clean(actor.name))}</title>{_end(shape)}')
    parts.append("</g>")
    named = [actor for actor in net.actors if not strong or actor.pk in strong]
    parts += _labels(named, radius, points)
    parts.append("</svg>")
    return "".join(parts)


def _looked_at(
    net: Net, way: Sequence[int], chosen: int | None
) -> tuple[set[int], Iterable[tuple[int, int]]]:
    """Who stands out, nobody when all are alike, and the ties that are drawn."""
    if way:
        return set(way), [tie for tie in net.edges if set(tie) <= set(way)]
    if chosen is None:
        return set(), net.edges
    ties = [tie for tie in net.edges if chosen in tie]
    return {chosen, *(end for tie in ties for end in tie)}, ties


def _lightened(colour: str, ties: int) -> str:
    """Nearer to white, the more ties there are; network.js does the same."""
    kept = min(1.0, max(0.35, (500 / max(1, ties)) ** 0.3))
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(kept * part + (1 - kept) * 255):02x}" for part in parts)


def radii(figures: Figures, size: str) -> dict[int, float]:
    """How large each organisation is drawn: its area grows with the measure, and all shrink in a crowd."""
    crowd = max(0.15, min(1.0, (FEW / max(1, len(figures.standings))) ** 0.55))
    smallest, largest = crowd * SMALLEST, crowd * LARGEST
    if size == "same":
        return dict.fromkeys(figures.standings, (smallest + largest) / 3)
    values = {pk: max(0.0, row.measure(size)) for pk, row in figures.standings.items()}
    most = max(values.values(), default=0.0) or 1.0
    return {pk: smallest + (largest - smallest) * (value / most) ** 0.5 for pk, value in values.items()}


def colour_of(actor: Actor, standing: Standing, colour: str) -> str:
    if colour == "community":
        if not standing.degree or standing.community >= len(COMMUNITIES):
            return UNKNOWN
        return COMMUNITIES[standing.community]
    return SECTORS.get(actor.sector, UNKNOWN)


def _on_paper(places: Mapping[int, Place]) -> tuple[dict[int, tuple[float, float]], float]:
    """Places brought to the width of the drawing, and its height."""
    left = min((place.x for place in places.values()), default=0.0)
    top = min((place.y for place in places.values()), default=0.0)
    wide = max((place.x for place in places.values()), default=0.0) - left
    high = max((place.y for place in places.values()), default=0.0) - top
    inside = WIDTH - 2 * MARGIN
    scale = min(inside / max(wide, 1e-6), TALLEST * inside / max(high, 1e-6), 120.0)
    height = max(scale * high, FLATTEST * inside) + 2 * MARGIN
    across = (WIDTH - scale * wide) / 2
    down = (height - scale * high) / 2
    return {
        pk: (across + scale * (place.x - left), down + scale * (place.y - top))
        for pk, place in places.items()
    }, height


def _labels(
    actors: Iterable[Actor], radius: Mapping[int, float], points: Mapping[int, tuple[float, float]]
) -> list[str]:
    """Names of the largest first, each only where it covers no other."""
    parts: list[str] = []
    taken: list[tuple[float, float, float, float]] = []
    for actor in sorted(actors, key=lambda actor: -radius[actor.pk]):
        if len(parts) == MOST_LABELS:
            break
        text = clean(actor.name)
        text = text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"
        x, y = points[actor.pk]
        half = text_width(text, FONT) / 2
        y += radius[actor.pk] + FONT
        x = min(max(x, half + 4), WIDTH - half - 4)
        box = (x - half, y - FONT, x + half, y + 4)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        direction = ' direction="rtl" unicode-bidi="embed"' if is_rtl(text) else ""
        parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle"{direction} fill="#12293a" stroke="#ffffff" '
            f'stroke-width="3" paint-order="stroke">{escape(text)}</text>'
        )
    return parts


def _end(shape: str) -> str:
    """The closing tag of what was opened."""
    return f"</{shape[1:].split(' ', 1)[0]}>"
