"""Why an offer answers a need, in words."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from octant.domain.matching import Match, Reason

from .network_words import isolated
from .words import SDG_NAMES


def reasons(
    found: Match[int, int], names: Mapping[int, str], categories: Mapping[str, str]
) -> tuple[str, ...]:
    """One short sentence for each reason, strongest first; `names` are those of organisations."""
    return tuple(_reason(reason, found, names, categories) for reason in found.reasons)


def _reason(
    reason: Reason, found: Match[int, int], names: Mapping[int, str], categories: Mapping[str, str]
) -> str:
    if reason == Reason.SAME_CATEGORY:
        kind = categories.get(found.need.category, found.need.category)
        return _("The same kind of service: %(kind)s.") % {"kind": kind}
    if reason == Reason.SIMILAR_TEXT:
        return _("Both are described in similar words.")
    if reason == Reason.TARGET_GROUP:
        groups = ", ".join(isolated(group) for group in found.target_groups)
        return _("For the same people: %(groups)s.") % {"groups": groups}
    if reason == Reason.SHARED_SDG:
        goals = ", ".join(f"{key} {SDG_NAMES.get(key, '')}".strip() for key in found.sdgs)
        return _("The same Sustainable Development Goals: %(goals)s.") % {"goals": goals}
    if reason == Reason.NEAR:
        km = round(found.km or 0)
        if km < 1:
            return _("In the same place.")
        return _("%(km)s km away.") % {"km": number_format(km)}
    if reason == Reason.COMMON_PARTNER:
        partners = [isolated(names[pk]) for pk in found.partners[:3] if pk in names]
        return ngettext(
            "%(names)s knows both and could introduce them.",
            "%(n)s know both and could introduce them, for example %(names)s.",
            len(found.partners),
        ) % {"names": ", ".join(partners), "n": number_format(len(found.partners))}
    if reason == Reason.NO_TIE:
        return _("They have no relation yet.")
    return _("They have a relation already, so they need no introduction.")
