"""Ways in that work for one ballot: sent by e-mail (octant.surveys.actions.mailing) or printed as codes.

Nothing here ever tells when one was used.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from ..models import Invitation, Survey
from ..rules import hold

MOST_INVITATIONS = 5000


@transaction.atomic
def make_codes(*, survey: Survey, number: int) -> list[Invitation]:
    """One-time codes to be printed and handed out."""
    hold(survey)
    require_room(survey, number)
    return Invitation.objects.bulk_create(Invitation(survey=survey) for _number in range(number))


def require_room(survey: Survey, number: int) -> None:
    if survey.invitations.count() + number > MOST_INVITATIONS:
        raise PermissionDenied(
            _("A survey has at most %(most)s invitations and codes. Use the open link for more people.")
            % {"most": MOST_INVITATIONS}
        )


@transaction.atomic
def withdraw(*, survey: Survey, row: Invitation) -> None:
    """It no longer lets anybody in. Answers that were given with it stay: nobody knows which they are."""
    survey.invitations.filter(pk=row.pk, used=False).update(withdrawn=True)


@transaction.atomic
def restore(*, survey: Survey, row: Invitation) -> None:
    survey.invitations.filter(pk=row.pk).update(withdrawn=False)
