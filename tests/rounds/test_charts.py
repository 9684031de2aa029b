"""Charts of a round as data, as files, and in one sentence."""

import struct
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.utils import translation

from octant.frameworks import queries as frameworks
from octant.ratings import actions
from octant.ratings.models import Aspect
from octant.ratings.queries import Histogram
from octant.rounds import charts, sentences, words
from octant.rounds.models import DimensionVision
from octant.rounds.queries.ratings import DimensionRow, Profile

BASE = "/clusters/north/rounds/1/charts/"
FRAMEWORK = frameworks.framework("csei", 1, "en")


def row(key="membership", counts=(0, 0, 0, 0, 0), **fields):
    dimension = FRAMEWORK.dimension(key)
    return DimensionRow(
        key=key,
        number=dimension.number,
        name=dimension.name,
        short_name=dimension.short_name,
        now=Histogram(counts),
        **fields,
    )


def whole(**by_key):
    return Profile(tuple(by_key.get(d.key) or row(d.key) for d in FRAMEWORK.dimensions))


# ---------- Sentences ----------


def test_sentence_of_an_empty_round():
    assert sentences.octant(whole()) == "Nobody has rated yet: the axes are still empty."
    assert sentences.gaps(whole()) == "Gaps show as soon as there are ratings and targets."


def test_sentence_names_strongest_weakest_and_the_largest_gap():
    profile = whole(
        membership=row("membership", (0, 0, 0, 4, 0), target=4.5),
        purpose=row("purpose", (0, 4, 0, 0, 0), target=4.0),
    )
    assert sentences.octant(profile) == (
        "Strongest now is Membership model (4.0), weakest is Viable purpose (2.0). "
        "The largest gap is in Viable purpose: now 2.0, target 4.0, so 2.0 to go."
    )


def test_sentence_when_every_target_is_reached():
    profile = whole(membership=row("membership", (0, 0, 0, 4, 0), target=3.0))
    assert sentences.gaps(profile) == "No dimension stands below its target."


@pytest.mark.parametrize(
    ("histogram", "sentence"),
    [
        (Histogram(), "Nobody has rated this yet."),
        (Histogram((0, 0, 0, 0, 0), 2), "2 people could not judge it."),
        (
            Histogram((0, 1, 0, 0, 0)),
            "One person gave a level: 2.0.",
        ),
    ],
)
def test_sentence_of_a_strip(histogram, sentence):
    assert sentences.strip(histogram) == sentence


def test_where_opinions_differ_most():
    profile = whole(
        membership=row("membership", (0, 0, 9, 0, 0)),
        purpose=row("purpose", (3, 0, 0, 0, 3)),
        services=row("services", (1, 1, 1, 1, 1)),
    )
    assert profile.most_disputed.key == "purpose"
    assert "two camps, from level 1 to level 5" in sentences.dispute(profile.most_disputed)
    assert whole(membership=row("membership", (1, 0, 0, 0, 0))).most_disputed is None


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((0, 0, 0, 0, 0), "no answers yet"),
        ((0, 0, 1, 0, 0), "one answer only"),
        ((0, 0, 9, 0, 0), "strong agreement"),
        ((5, 0, 0, 0, 5), "two camps"),
        ((2, 2, 2, 2, 2), "opinions differ"),
    ],
)
def test_agreement_in_words(counts, expected):
    assert words.agreement(Histogram(counts)) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (2.46, "2.5"), (4.0, "4.0"), (-0.33, "−0.3"), (-0.04, "0.0"), (0.25, "0.3")],
)
def test_levels_are_rounded_not_cut(value, text):
    assert words.level(value) == text


def test_levels_follow_the_readers_language():
    with translation.override("de"):
        assert words.level(2.46) == "2,5"


def test_charts_say_in_themselves_what_they_show():
    drawing = charts.octant(whole(membership=row("membership", (0, 0, 0, 4, 0), target=4.5)))
    root = ET.fromstring(drawing)  # noqa: S314 (our own drawing)
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert "Membership model" in root[1].text


@pytest.mark.parametrize("counts", [(2, 4, 1, 1, 0), (0, 3, 2, 0, 0), (1, 11, 9, 0, 0), (0, 0, 0, 2, 1)])
@pytest.mark.parametrize("target", [4.0, 4.5])
def test_now_and_gap_add_up_to_the_target_as_shown(counts, target):
    found = row("purpose", counts, target=target)
    now, gap = (Decimal(words.level(value).replace("−", "-")) for value in (found.now.median, found.gap))
    assert now + gap == Decimal(words.level(target))


def test_pages_and_charts_round_alike():
    quarter = Histogram((0, 0, 0, 2, 1))  # the median is 4.25
    assert words.level(quarter.median) == "4.3"
    drawn = charts.gaps(whole(purpose=row("purpose", (0, 0, 0, 2, 1), target=5.0)))
    assert ">0.7<" in drawn


# ---------- Files ----------

pages = pytest.mark.django_db


@pytest.fixture
def rated(round_, people):
    for role, level in (("core", 2), ("coordinator", 4)):
        levels = {dimension.key: level for dimension in FRAMEWORK.dimensions}
        actions.rate(rating_set=round_.ratings, by=people[role], aspect=Aspect.NOW, levels=levels)
    DimensionVision.objects.create(round=round_, dimension="membership", target=5)
    return round_


@pages
@pytest.mark.parametrize(
    "name", ["octant", "gaps", "influence", "timeline", "strip-now-membership", "strip-wished-purpose"]
)
@pytest.mark.parametrize("size", ["small", "normal", "poster"])
def test_each_chart_is_a_file_in_each_size(client_as, rated, name, size):
    response = client_as("coordinator").get(f"{BASE}{name}.svg?size={size}&theme=print")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Content-Disposition"] == f'attachment; filename="north-1-{name}.svg"'
    assert b"<script" not in response.content
    ET.fromstring(response.content)  # noqa: S314 (our own drawing)


@pages
def test_png_has_the_width_of_its_size(client_as, rated):
    content = client_as("coordinator").get(f"{BASE}octant.png").content
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert width == 1400
    assert 700 < height < 1400


@pages
@pytest.mark.parametrize(
    "path",
    ["nonsense.svg", "octant.svg?size=huge", "octant.svg?theme=pink", "strip-now-nonsense.svg", "octant.gif"],
)
def test_what_is_no_chart_is_not_there(client_as, rated, path):
    assert client_as("coordinator").get(BASE + path).status_code == 404


@pages
def test_charts_keep_the_answers_as_long_as_the_pages_do(client_as, rated):
    for name in ("octant", "gaps", "strip-now-membership"):
        assert client_as("contributor").get(f"{BASE}{name}.svg").status_code == 302
        assert client_as("viewer").get(f"{BASE}{name}.svg").status_code == 200
        assert client_as("stranger").get(f"{BASE}{name}.svg").status_code == 404
        assert client_as("").get(f"{BASE}{name}.svg").status_code == 302
