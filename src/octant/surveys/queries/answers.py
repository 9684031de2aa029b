"""What one ballot has answered, and whose ballot it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from django.utils.translation import get_language

from octant.core.devices import Device
from octant.core.prepared import Prepared
from octant.domain.framework import Framework
from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect, Comment, Rating

from ..models import Answer, Ballot, Influence, Survey, Wave


@dataclass(frozen=True, slots=True)
class Given:
    """What a ballot has answered in one wave, as forms show it again.

    `questions`: {question id: [(key of an option, level or rank, text)]}, ranks in order.
    """

    levels: Mapping[Aspect, Mapping[str, int | None]]
    comments: Mapping[Aspect, Mapping[str, str]]
    questions: Mapping[int, list[tuple[str, int | None, str]]]
    influence: Mapping[tuple[str, str], int]

    @property
    def is_empty(self) -> bool:
        return not (any(self.levels.values()) or self.questions or self.influence)


def scope(survey: Survey) -> str:
    """What keyed hashes of this survey are made with (octant.core.devices)."""
    return f"survey:{survey.pk}"


def framework_of(wave: Wave) -> Framework:
    """The edition this wave is rated on, in the reader's language."""
    return frameworks.framework(wave.ratings.framework, wave.ratings.edition, get_language() or "en")


_last_wave = Prepared[Wave](
    lambda survey: (
        Wave.objects.filter(survey=survey).select_related("ratings").defer("summary").order_by("-number")[:1]
    ),
    int,
)


def current_wave(survey: Survey) -> Wave:
    """The wave that takes answers: the last one. Every survey has one from its making."""
    [wave] = _last_wave(survey.pk)
    wave.survey = survey
    return wave


def ballot_number(survey: int, participant: int) -> int:
    """The ballot of a participant of a workshop: drawn from its random number, another one in each survey.

    A workshop may rate several times, and the number of a ballot is taken only once. From 1 to 2⁵³ − 1.
    """
    drawn = blake2b(f"{survey}:{participant}".encode(), digest_size=16).digest()
    return int.from_bytes(drawn) % (2**53 - 1) + 1


def ballot_of(survey: Survey, device: Device) -> Ballot | None:
    if device.is_new:
        return None
    ballot = Ballot.objects.filter(survey=survey, token=device.digest(scope(survey))).first()
    if ballot:
        ballot.survey = survey
    return ballot


def wave_before(wave: Wave) -> Wave | None:
    """The round of opinion before this one; one query, none for the first."""
    if wave.number == 1:
        return None
    return Wave.objects.filter(survey=wave.survey_id, number=wave.number - 1).first()


def levels_of(voice: int, wave: Wave) -> dict[Aspect, dict[str, int | None]]:
    """What one ballot rated in a wave; None is "can't judge"."""
    rows = Rating.objects.filter(respondent__voice=voice, respondent__rating_set=wave.ratings_id)
    levels: dict[Aspect, dict[str, int | None]] = {}
    for aspect, item, level in rows.values_list("aspect", "item", "level"):
        levels.setdefault(Aspect(aspect), {})[item] = level
    return levels


def comments_of(voice: int, wave: Wave) -> dict[Aspect, dict[str, str]]:
    rows = Comment.objects.filter(respondent__voice=voice, respondent__rating_set=wave.ratings_id)
    comments: dict[Aspect, dict[str, str]] = {}
    for aspect, item, text in rows.values_list("aspect", "item", "text"):
        comments.setdefault(Aspect(aspect), {})[item] = text
    return comments


def given(ballot: Ballot, wave: Wave) -> Given:
    """Four queries, however much was asked."""
    return Given(
        levels_of(ballot.pk, wave),
        comments_of(ballot.pk, wave),
        _questions(ballot, wave),
        _influence(ballot, wave),
    )


def starting_point(ballot: Ballot, wave: Wave, given: Given) -> Given:
    """What forms begin with: what was given in this wave and, where nothing was, in the one before.

    Nobody but the ballot's own device sees it, and it counts only once it is sent again. Comments are not
    among it: they say why somebody chose a level at that time. Four queries; none in the first wave.
    """
    before = wave_before(wave)
    if before is None:
        return given
    earlier = levels_of(ballot.pk, before)
    return Given(
        {
            aspect: {**earlier.get(aspect, {}), **given.levels.get(aspect, {})}
            for aspect in {*earlier, *given.levels}
        },
        given.comments,
        {**_questions(ballot, before), **given.questions},
        {**_influence(ballot, before), **given.influence},
    )


def _questions(ballot: Ballot, wave: Wave) -> dict[int, list[tuple[str, int | None, str]]]:
    questions: dict[int, list[tuple[str, int | None, str]]] = {}
    answers = Answer.objects.filter(ballot=ballot, wave=wave).order_by("question", "number", "option")
    for question, option, number, text in answers.values_list("question_id", "option", "number", "text"):
        questions.setdefault(question, []).append((option, number, text))
    return questions


def _influence(ballot: Ballot, wave: Wave) -> dict[tuple[str, str], int]:
    rows = Influence.objects.filter(ballot=ballot, wave=wave).values_list("source", "target", "strength")
    return {(source, target): strength for source, target, strength in rows}
