"""What came of an idea, for templates."""

from django import template

from octant.ratings.queries import Histogram
from octant.rounds import words
from octant.rounds.models import Round

from .. import fates
from ..feedback import Question, questions
from ..queries.minutes import FeedbackPart
from ..queries.outcomes import Fate, IdeaRow, Landed

register = template.Library()


@register.filter
def fate_sentence(idea: IdeaRow) -> str:
    return fates.sentence(idea)


@register.filter
def fate_state(fate: Fate) -> str:
    return fates.state(fate)


@register.simple_tag
def landed_url(round_: Round, landed: Landed) -> str:
    return fates.url(round_, landed)


@register.filter
def agreement_words(histogram: Histogram) -> str:
    return words.agreement(histogram)


@register.filter
def feedback_questions(part: FeedbackPart | None) -> list[Question]:
    return questions(part)
