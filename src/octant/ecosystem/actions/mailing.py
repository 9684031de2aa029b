"""Links of surveys of partners by e-mail (octant.accounts.mailing sends them, each exactly once)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from octant.accounts import mail
from octant.accounts.mailing import Mailroom
from octant.accounts.models import User
from octant.core.offered import for_paper
from octant.journal.actions import record

from ..models import PartnerInvitation, PartnerMailing, PartnerSurvey
from ..queries import partners as queries

LANGUAGE_OF = {
    **{"AT": "de", "DE": "de", "EE": "et", "GB": "en", "IE": "en", "LT": "lt", "LV": "lv"},
    **{"NO": "nb", "PL": "pl", "SE": "sv"},
}
"""Countries in whose language people are asked."""


def require_can_send(survey: PartnerSurvey) -> None:
    if not survey.is_open:
        raise PermissionDenied(_("The survey is closed. Open it again before you invite people."))


@transaction.atomic
def send(
    *, survey: PartnerSurvey, by: User, site: str, message: str = "", language: str = ""
) -> PartnerMailing | None:
    """A mailing to those who have an address and were not written to. None: there is nobody.

    Without `language` each is written to in that of its country. Nothing is sent before `mailroom.begin`.
    """
    # Of two who send at once the second finds what the first has queued.
    PartnerSurvey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    rows = list(queries.to_be_sent(survey))
    if not rows:
        return None
    for row in rows:
        row.language = language or for_paper(
            LANGUAGE_OF.get(row.organisation.country, ""), survey.cluster.language
        )
    PartnerInvitation.objects.bulk_update(rows, ["language"], batch_size=500)
    mailing = PartnerMailing.objects.create(survey=survey, by=by, site=site, message=message)
    return mailroom.queue(mailing, (row.pk for row in rows))


class _Mailroom(Mailroom[PartnerMailing, PartnerInvitation]):
    mailings, rows = PartnerMailing, PartnerInvitation
    wanted = {"answered_on": None, "organisation__removed_at": None}

    def goes_out(self) -> Q:
        in_time = Q(survey__closes_on=None) | Q(survey__closes_on__gte=timezone.localdate())
        return Q(survey__closed_at=None, survey__cluster__archived_at=None) & in_time

    def write(self, mailing: PartnerMailing, row: PartnerInvitation) -> None:
        survey, email = mailing.survey, queries.address_of(row)
        if email is None:
            raise mail.AddressRefused  # the contact was removed in the meantime
        with translation.override(row.language or survey.cluster.language):
            mail.post(
                "ecosystem/email/partners.txt",
                email,
                survey=survey,
                cluster=survey.cluster,
                organisation=row.organisation,
                message=mailing.message,
                address=mailing.site + reverse("entries:partners", args=[row.token]),
            )

    def tell(self, mailing: PartnerMailing, number: int) -> None:
        record(
            cluster=mailing.survey.cluster,
            by=mailing.by,
            verb="partner_survey_sent",
            subject=mailing.survey,
            after={"invitations": number},
        )


mailroom = _Mailroom()
