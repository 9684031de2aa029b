"""What one phone has said, for that phone alone."""

from collections.abc import Mapping

from django.db.models import Sum

from octant.ratings.models import Aspect
from octant.surveys.queries.answers import ballot_number, comments_of, levels_of, wave_before

from ..models import Activity, ActivityKind, Dot, Idea, Participant, Voice
from ..queries.stage import Stage


def own(stage: Stage, participant: Participant) -> dict[str, object]:
    """As JSON for the phone: what it has said in the current activity. Four queries at most."""
    activity = stage.activity
    content: dict[str, object] = {}
    if activity is not None:
        match activity.kind:
            case ActivityKind.RATE:
                content = own_levels(stage, participant)
            case ActivityKind.IDEAS:
                content = {"ideas": own_ideas(activity, participant)}
            case ActivityKind.DOTS:
                content = {"dots": own_dots(activity, participant)}
            case ActivityKind.CONSENT:
                content = {"stances": own_stances(activity, participant)}
            case ActivityKind.FEEDBACK:
                content = {"feedback": own_feedback(activity, participant)}
    return content


def own_levels(stage: Stage, participant: Participant) -> dict[str, object]:
    """`before`: what the same person said in the wave before, as a starting point for this one."""
    wave = stage.wave
    if wave is None:
        return {}
    voice = ballot_number(wave.survey_id, participant.pk)
    before = wave_before(wave)
    return {
        "wave": wave.number,
        **_chosen(levels_of(voice, wave)),
        "comments": comments_of(voice, wave).get(Aspect.NOW, {}),
        "before": _chosen(levels_of(voice, before) if before else {}),
    }


def _chosen(levels: Mapping[Aspect, Mapping[str, int | None]]) -> dict[str, dict[str, str]]:
    """As the values of radio buttons."""
    return {
        aspect.value: {item: str(level or "skip") for item, level in levels.get(aspect, {}).items()}
        for aspect in (Aspect.NOW, Aspect.WISHED)
    }


def own_ideas(activity: Activity, participant: Participant) -> list[dict[str, object]]:
    rows = Idea.objects.filter(activity=activity, participant=participant, removed_at=None).order_by("text")
    return [{"id": str(client_id), "text": text} for client_id, text in rows.values_list("client_id", "text")]


def own_dots(activity: Activity, participant: Participant) -> dict[str, int]:
    rows = Dot.objects.filter(activity=activity, participant=participant).order_by()
    counted = rows.values_list("idea_id", "group_id").annotate(n=Sum("count"))
    return {f"idea-{idea}" if idea else f"group-{group}": n for idea, group, n in counted}


def own_stances(activity: Activity, participant: Participant) -> dict[str, dict[str, str]]:
    rows = Voice.objects.filter(activity=activity, participant=participant, proposal__isnull=False)
    return {
        str(proposal): {"stance": stance, "text": text}
        for proposal, stance, text in rows.values_list("proposal_id", "stance", "text")
    }


def own_feedback(activity: Activity, participant: Participant) -> dict[str, str]:
    rows = Voice.objects.filter(activity=activity, participant=participant, proposal=None)
    return {key: str(number or text) for key, number, text in rows.values_list("key", "number", "text")}
