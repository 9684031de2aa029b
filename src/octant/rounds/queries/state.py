"""How far a round has come: one query for all five steps."""

from dataclasses import dataclass

from django.db import connection

from ..models import Round


@dataclass(frozen=True, slots=True)
class RoundState:
    """What is there so far; the words are made from it in `octant.rounds.steps`."""

    findings: int
    raters: int
    baseline_frozen: bool
    vision_drafted: bool
    vision_agreed: bool
    targets: int
    profile_agreed: bool
    focus: int
    goals: int
    goals_with_text: int
    measures: int
    measures_without_owner: int
    plan_agreed: bool
    taken_over: int = 0  # surveys whose answers on "now" the team counts in

    @property
    def is_rated(self) -> bool:
        return bool(self.raters or self.taken_over)


# Every page of a round asks this. As nine nested querysets it would take Django longer to write the SQL than
# the database needs to answer it.
COUNTS = """
SELECT
    (SELECT COUNT(*) FROM rounds_finding WHERE round_id = %(round)s AND removed_at IS NULL),
    (SELECT COUNT(*) FROM ratings_respondent r WHERE r.rating_set_id = %(ratings)s AND EXISTS (
        SELECT 1 FROM ratings_rating WHERE respondent_id = r.id AND aspect = 'now')),
    (SELECT COUNT(*) FROM rounds_visionversion WHERE round_id = %(round)s AND text <> ''),
    (SELECT COUNT(*) FROM rounds_dimensionvision WHERE round_id = %(round)s AND target IS NOT NULL),
    (SELECT COUNT(*) FROM rounds_focuschoice WHERE round_id = %(round)s AND phase = 1),
    (SELECT COUNT(*) FROM rounds_goal WHERE round_id = %(round)s),
    (SELECT COUNT(*) FROM rounds_goal WHERE round_id = %(round)s
        AND (outcome <> '' OR capacity <> '' OR title <> '')),
    (SELECT COUNT(*) FROM rounds_measure m JOIN rounds_goal g ON g.id = m.goal_id
        WHERE g.round_id = %(round)s AND m.removed_at IS NULL),
    (SELECT COUNT(*) FROM rounds_measure m JOIN rounds_goal g ON g.id = m.goal_id
        WHERE g.round_id = %(round)s AND m.removed_at IS NULL
        AND m.owner_id IS NULL AND m.owner_organisation_id IS NULL),
    (SELECT COUNT(*) FROM rounds_adoption WHERE round_id = %(round)s AND aspect = 'now')
"""


def state(round_: Round) -> RoundState:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"round": round_.pk, "ratings": round_.ratings_id})
        row = cursor.fetchone()
    findings, raters, visions, targets, focus, goals, written, measures, unowned, taken_over = row
    return RoundState(
        findings=findings,
        raters=raters,
        baseline_frozen=round_.baseline_at is not None,
        vision_drafted=visions > 0,
        vision_agreed=round_.vision_agreed_at is not None,
        targets=targets,
        profile_agreed=round_.profile_agreed_at is not None,
        focus=focus,
        goals=goals,
        goals_with_text=written,
        measures=measures,
        measures_without_owner=unowned,
        plan_agreed=round_.plan_agreed_at is not None,
        taken_over=taken_over,
    )
