"""What is promised, in words: the sentence that respondents read, and what it means for the team.

The sentence says what the code does (octant.surveys.models, octant.domain.scoring). Change neither alone.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from octant.ecosystem.models import Sector

from .models import Survey
from .promise import Anonymity

MEANS: dict[str, str | Promise] = {
    Anonymity.NAMED: gettext_lazy(
        "People may give their name and organisation, and the team reads every answer beside them. Choose "
        "this for a small circle in which everybody knows who is asked. People are more careful with what "
        "they say."
    ),
    Anonymity.SECTOR: gettext_lazy(
        "Nobody gives a name. Answers can be compared between sectors, and a sector from which only few "
        "answered is not shown. Choose this when you want to know where sectors see things differently."
    ),
    Anonymity.ANONYMOUS: gettext_lazy(
        "Nobody gives a name or a sector. All answers are shown together only. Choose this when people would "
        "otherwise not dare to say what they think."
    ),
}
"""What each kind of anonymity means, for the team that has to choose."""


def promise(survey: Survey) -> str:
    """The one sentence that people read before they answer, for this survey as it is set up."""
    return promised(survey.anonymity, survey.minimum_group, by_sector=survey.keeps_sector)


def promised(anonymity: str, minimum: int, *, by_sector: bool = True) -> str:
    """The sentence for a kind of anonymity and the smallest group that is shown."""
    if anonymity == Anonymity.NAMED:
        return _(
            "This survey is not anonymous: the team of the cluster sees your answers together with the name "
            "and organisation that you give."
        )
    if anonymity == Anonymity.SECTOR and by_sector:
        return _(
            "Your answers are kept without your name, address or the time, only with your sector, and no "
            "group of fewer than %(minimum)s people is ever shown."
        ) % {"minimum": minimum}
    return _(
        "Your answers are kept without your name, address, sector or the time, and nothing is shown before "
        "at least %(minimum)s people have answered."
    ) % {"minimum": minimum}


def sector_name(sector: str) -> str:
    """A sector as people read it; nobody's is the group of those who did not say."""
    return str(Sector(sector).label) if sector else _("did not say")
