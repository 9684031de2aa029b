"""The calendar feed: deadlines and days to look again, for whoever knows the secret address."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from octant.clusters.access import Right, rights
from octant.clusters.models import Membership
from octant.later import Later

from ..models import CalendarLink
from ..queries.landscape import Date, dates

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

PAST, AHEAD = timedelta(days=90), timedelta(days=730)
REMIND = timedelta(days=7)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Works as long as the person is in the cluster and has not ended the address."""
    link = CalendarLink.objects.select_related("cluster", "user").filter(token=token).first()
    if link is None:
        raise Http404
    still_in = Membership.objects.filter(
        cluster=link.cluster, user=link.user, left_at=None, user__is_active=True
    )
    membership = still_in.select_related("cluster").first()
    if membership is None:
        raise Http404
    team = Right.EDIT_ROUND in rights(membership)
    today = timezone.localdate()
    with override(link.cluster.language):
        found = dates(link.cluster, today - PAST, today + AHEAD, team=team)
        body = _calendar(str(link.cluster), found, request.get_host())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _calendar(name: str, found: list[Date], host: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Octant//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in found:
        event = icalendar.Event()
        event.add("uid", f"{each.key}@{host}")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", each.day)
        event.add("summary", each.text)
        event.add_component(_alarm(each.text))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _alarm(text: str) -> "icalendar.Alarm":
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -REMIND)
    return alarm
