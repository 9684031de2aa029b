"""Step 3: gaps, influence matrix, ranking with weights, choice, time frame."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.clusters.models import Cluster, Membership
from octant.domain import influence as domain
from octant.frameworks import queries as frameworks
from octant.journal.models import Entry, EntryKind
from octant.ratings.actions import rate
from octant.ratings.models import Aspect, RatingSet
from octant.rounds.models import (
    Decision,
    DecisionKind,
    DimensionVision,
    FocusChoice,
    InfluenceGroup,
    InfluenceRow,
    Round,
)
from octant.rounds.queries import focus as queries

HERE = "/clusters/north/rounds/1/focus/"
CHARTS = "/clusters/north/rounds/1/charts/"
MATRIX = f"{HERE}influence/"
AUTOSAVE = {"X-Octant-Autosave": "1"}
DECISION = {
    "decided_on": "2026-01-15",
    "participants": "core team",
    "text": "These first",
    "reservations": "",
}
KEYS = [dimension.key for dimension in frameworks.framework("csei", 1, "en").dimensions]
EQUAL = {"gap": "1", "bottleneck": "1", "leverage": "1", "feasibility": "1"}


@pytest.fixture
def framework():
    return frameworks.framework("csei", 1, "en")


@pytest.fixture
def coordinator(client_as):
    return client_as("coordinator")


@pytest.fixture
def core(client_as):
    return client_as("core")


@pytest.fixture
def other_round(people):
    """A round of another cluster, to which one of the people belongs too."""
    cluster = Cluster.objects.create(slug="south", name="South Bay Hub", country="SE")
    Membership.objects.create(cluster=cluster, user=people["core"], role="core")
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    return Round.objects.create(cluster=cluster, number=1, ratings=ratings)


@pytest.fixture
def group(round_):
    return InfluenceGroup.objects.create(round=round_, name="Table one")


def text_of(response) -> str:
    return response.content.decode()


def give(round_, user, aspect: Aspect, **levels: int) -> None:
    rate(rating_set=round_.ratings, by=user, aspect=aspect, levels=levels)


def fill(group: InfluenceGroup, acting: str, **values: int | None) -> InfluenceRow:
    return InfluenceRow.objects.create(group=group, dimension=acting, values=values)


def influences(acting: str, version: int = 1, **values: object) -> dict[str, object]:
    """What the form of one row posts."""
    return {"version": version, **{key: "" for key in KEYS if key != acting}, **values}


class TestGaps:
    def test_target_wish_gap_and_share_of_wide_gaps(self, round_, people, framework):
        give(round_, people["core"], Aspect.NOW, purpose=2, services=3)
        give(round_, people["coordinator"], Aspect.NOW, purpose=2, services=3)
        give(round_, people["core"], Aspect.WISHED, purpose=5, services=4)
        give(round_, people["coordinator"], Aspect.WISHED, purpose=3, services=4)
        DimensionVision.objects.create(round=round_, dimension="purpose", target=Decimal("4.5"))
        rows = {row.dimension.key: row for row in queries.gaps(round_, framework)}
        purpose, services = rows["purpose"], rows["services"]
        assert (purpose.now.median, purpose.target, purpose.gap) == (2.0, 4.5, 2.5)
        assert not purpose.target_is_wish
        assert (purpose.share_wide, purpose.pairs) == (0.5, 2)
        assert (services.target, services.gap, services.target_is_wish) == (4.0, 1.0, True)
        assert rows["collaboration"].gap is None
        ordered = [row.dimension.key for row in queries.by_gap(list(rows.values()))]
        assert ordered[:3] == ["purpose", "services", "membership"]

    def test_the_page_says_all_of_it(self, coordinator, round_, people):
        give(round_, people["core"], Aspect.NOW, purpose=2)
        give(round_, people["core"], Aspect.WISHED, purpose=5)
        page = text_of(coordinator.get(HERE))
        assert "The largest gap is in Viable purpose" in page
        assert "(wish)" in page
        assert "100%" in page
        assert "oct-gaps" in page
        assert "Gaps as a table" in page

    def test_empty_round(self, coordinator, round_):
        page = text_of(coordinator.get(HERE))
        assert "Nobody has rated where you are now" in page
        assert "The influence matrix is not complete" in page
        assert "The ranking appears with" in page
        assert "Gaps show as soon as there are ratings and targets." in page
        assert "Gaps as a table" not in page  # a table of dashes says nothing

    def test_first_one_s_own_view_then_the_others(self, client_as, round_, people):
        give(round_, people["core"], Aspect.NOW, purpose=2)
        page = text_of(client_as("contributor").get(HERE))
        assert "First your own view, then the others’" in page
        assert "oct-gaps" not in page
        assert client_as("contributor").get(f"{CHARTS}gaps.svg").status_code == 302

    @pytest.mark.parametrize("name", ["gaps", "influence"])
    def test_charts_as_files(self, coordinator, round_, people, group, name):
        fill(group, "purpose", services=3)
        svg = coordinator.get(f"{CHARTS}{name}.svg")
        assert svg["Content-Type"].startswith("image/svg+xml")
        assert svg.content.startswith(b"<svg")
        assert coordinator.get(f"{CHARTS}{name}.png").content.startswith(b"\x89PNG")


class TestInfluence:
    def row_url(self, group, acting="purpose") -> str:
        return f"{MATRIX}{group.pk}/{acting}/"

    def test_add_a_group_and_fill_a_row(self, core, round_):
        core.post(f"{MATRIX}add/", {"name": "Table one"})
        group = InfluenceGroup.objects.get()
        url = self.row_url(group)
        response = core.post(url, influences("purpose", services="3", membership="0") | {"next": "1"})
        assert response.url == f"{MATRIX}{group.pk}/collaboration/"
        row = InfluenceRow.objects.get()
        assert row.values["services"] == 3
        assert row.values["membership"] == 0
        page = text_of(core.get(f"{MATRIX}{group.pk}/"))
        assert "2 of 56 cells filled in" in page
        entry = Entry.objects.get(verb="influence.row_changed")
        assert entry.after == {
            "Viable purpose acts on Portfolio of services": 3,
            "Viable purpose acts on Membership model": 0,
        }

    def test_the_same_row_again_is_no_change(self, core, round_, group):
        for _time in range(2):
            core.post(self.row_url(group), influences("purpose", services="3"))
        assert Entry.objects.filter(verb="influence.row_changed").count() == 1
        assert InfluenceRow.objects.get().version == 2

    @pytest.mark.parametrize("value", ["4", "-1", "1.5", "x", "99999999999999999999", "NaN", "²", "[]"])
    def test_only_0_to_3(self, core, round_, group, value):
        for form in ({}, {"grid": "1"}):
            response = core.post(self.row_url(group), influences("purpose", services=value) | form)
            assert response.status_code == 422
        answer = core.post(self.row_url(group), influences("purpose", services=value), headers=AUTOSAVE)
        assert answer.status_code == 422
        assert "services" in answer.json()["errors"]
        assert not InfluenceRow.objects.exists()

    def test_the_diagonal_and_unknown_dimensions_are_not_taken(self, core, round_, group):
        core.post(
            self.row_url(group), influences("purpose", services="1") | {"purpose": "3", "nonsense": "3"}
        )
        values = InfluenceRow.objects.get().values
        assert "purpose" not in values
        assert "nonsense" not in values
        assert core.post(self.row_url(group, "nonsense"), influences("purpose")).status_code == 404

    def test_two_editors_of_a_row_see_cell_by_cell(self, core, coordinator, round_, group):
        core.post(self.row_url(group), influences("purpose", services="3"))
        response = coordinator.post(self.row_url(group), influences("purpose", services="1"))
        assert response.status_code == 409
        page = text_of(response)
        assert "Viable purpose acts on Portfolio of services" in page
        assert '<textarea class="ds-input" id="conflict-text-1" name="services" rows="6">1</textarea>' in page
        assert InfluenceRow.objects.get().values["services"] == 3
        coordinator.post(self.row_url(group), influences("purpose", 2, services="2"))
        assert InfluenceRow.objects.get().values["services"] == 2

    def test_autosave(self, core, round_, group):
        answer = core.post(self.row_url(group), influences("purpose", services="3"), headers=AUTOSAVE)
        assert answer.json()["version"] == 2

    def test_row_page_shows_what_is_chosen(self, core, round_, group):
        fill(group, "purpose", services=2)
        page = text_of(core.get(self.row_url(group)))
        assert "If “Viable purpose” gets better" in page
        assert "Row 7 of 8" in page
        assert page.count("checked") == 7  # six open ones and the 2

    def test_sums_and_roles(self, coordinator, round_, group, framework):
        fill(group, "purpose", services=3, membership=3, collaboration=3)
        fill(group, "services", membership=1)
        found = queries.read_influence(round_, framework)
        by_key = {result.dimension.key: result for result in found.results}
        assert by_key["purpose"].active_sum == 9
        assert by_key["purpose"].role is domain.Role.ACTIVE
        assert by_key["membership"].passive_sum == 4
        assert by_key["membership"].role is domain.Role.REACTIVE
        assert found.basis is queries.Basis.ONE
        page = text_of(coordinator.get(MATRIX))
        assert "Viable purpose moves the others most (9)" in page
        assert "nothing moves it" in page
        assert "oct-influence" in page

    def test_a_dimension_that_moves_others_and_stands_low_is_a_bottleneck(
        self, coordinator, round_, group, people
    ):
        fill(group, "financial_model", services=3, operational_model=2)
        give(round_, people["core"], Aspect.NOW, financial_model=1)
        assert "Bottleneck: it moves others, but stands low today." in text_of(coordinator.get(MATRIX))

    def test_several_groups_then_a_consensus(self, core, round_, group, framework):
        second = InfluenceGroup.objects.create(round=round_, name="Table two")
        fill(group, "purpose", services=0, membership=2)
        fill(second, "purpose", services=3, membership=2)
        found = queries.read_influence(round_, framework)
        assert found.basis is queries.Basis.SEVERAL
        assert found.disputed == 1
        services = KEYS.index("services")
        purpose = KEYS.index("purpose")
        assert found.matrix[purpose][services] == 1.5
        core.post(f"{MATRIX}consensus/")
        core.post(f"{MATRIX}consensus/")
        settled = InfluenceGroup.objects.get(is_consensus=True)
        page = text_of(core.get(f"{MATRIX}{settled.pk}/"))
        assert "Table one 0, Table two 3" in page
        assert 'data-differs="much"' in page
        assert page.count("data-differs") == 1
        core.post(self.row_url(settled), influences("purpose", services="3"))
        found = queries.read_influence(round_, framework)
        assert found.basis is queries.Basis.CONSENSUS
        assert found.matrix[purpose][services] == 3
        assert found.matrix[purpose][KEYS.index("membership")] == 2

    def test_rename_remove_and_undo(self, core, round_, group):
        core.post(f"{MATRIX}{group.pk}/rename/", {"name": "Table A", "version": 1})
        group.refresh_from_db()
        assert group.name == "Table A"
        assert core.post(f"{MATRIX}{group.pk}/rename/", {"name": "", "version": 2}).status_code == 422
        response = core.post(f"{MATRIX}{group.pk}/remove/", follow=True)
        assert f"{MATRIX}{group.pk}/restore/" in text_of(response)
        assert core.get(f"{MATRIX}{group.pk}/").status_code == 404
        core.post(f"{MATRIX}{group.pk}/restore/")
        assert core.get(f"{MATRIX}{group.pk}/").status_code == 200

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_group_names(self, core, round_, group, text):
        core.post(f"{MATRIX}{group.pk}/rename/", {"name": text, "version": 1})
        for url in (MATRIX, f"{MATRIX}{group.pk}/", self.row_url(group)):
            page = text_of(core.get(url))
            assert "<script>alert" not in page
            assert "<img src=x" not in page

    def test_groups_of_another_round_are_not_found(self, core, round_, other_round):
        theirs = InfluenceGroup.objects.create(round=other_round, name="Theirs")
        assert core.get(f"{MATRIX}{theirs.pk}/").status_code == 404
        assert core.get(self.row_url(theirs)).status_code == 404
        for path in ("rename/", "remove/", "restore/", "purpose/"):
            data = influences("purpose") | {"name": "mine"}
            assert core.post(f"{MATRIX}{theirs.pk}/{path}", data).status_code == 404


class TestRanking:
    @pytest.fixture
    def rated(self, round_, people, group):
        """Finance: large gap, low, moves others. Services: small gap, high, moved by others."""
        give(round_, people["coordinator"], Aspect.NOW, financial_model=1, services=4, purpose=3)
        DimensionVision.objects.create(round=round_, dimension="financial_model", target=Decimal(4))
        DimensionVision.objects.create(round=round_, dimension="services", target=Decimal("4.5"))
        fill(group, "financial_model", services=3, purpose=1)
        fill(group, "purpose", services=2)

    def places(self, response) -> list[str]:
        return [row.gap.dimension.key for row in response.context["ranking"].rows]

    def test_gap_bottleneck_and_leverage_put_it_first(self, coordinator, round_, rated):
        response = coordinator.get(HERE)
        assert self.places(response)[0] == "financial_model"
        page = text_of(response)
        assert "Nobody has filled in “Feasibility” yet. It counts as neutral" in page
        assert "“Gap” is not known for every dimension." in page
        assert "% of the trials" in page

    def test_contributions_add_up_to_the_score(self, coordinator, round_, rated):
        for row in coordinator.get(HERE).context["ranking"].rows:
            assert sum(part.contribution for part in row.parts) == pytest.approx(row.score)

    def test_weights_can_be_tried_out_without_keeping_them(self, coordinator, round_, rated, people):
        give(round_, people["coordinator"], Aspect.FEASIBLE, services=5, financial_model=1)
        tried = EQUAL | {"gap": "0", "bottleneck": "0", "leverage": "0", "feasibility": "5"}
        response = coordinator.get(HERE, tried)
        assert self.places(response)[0] == "services"
        assert "Keep these weights" in text_of(response)
        round_.refresh_from_db()
        assert round_.weights["gap"] == 1.0
        coordinator.post(f"{HERE}weights/", tried | {"version": round_.version})
        assert self.places(coordinator.get(HERE))[0] == "services"
        entry = Entry.objects.get(verb="focus.weighted")
        assert (entry.before["feasibility"], entry.after["feasibility"]) == (1.0, 5.0)

    @pytest.mark.parametrize(
        "change",
        [
            dict.fromkeys(EQUAL, "0"),
            {"gap": "-1"},
            {"gap": "6"},
            {"gap": "nan"},
            {"gap": "inf"},
            {"gap": ""},
            {"gap": "much"},
        ],
    )
    def test_weights_that_cannot_be_used(self, coordinator, round_, rated, change):
        response = coordinator.post(f"{HERE}weights/", EQUAL | change | {"version": 1})
        assert response.status_code == 422
        response = coordinator.get(HERE, EQUAL | change)
        assert response.status_code == 422
        assert "These weights cannot be used" in text_of(response)
        round_.refresh_from_db()
        assert round_.weights == {"gap": 1.0, "bottleneck": 1.0, "leverage": 1.0, "feasibility": 1.0}

    def test_two_editors_of_the_weights(self, core, coordinator, round_, rated):
        core.post(f"{HERE}weights/", EQUAL | {"gap": "3", "version": 1})
        response = coordinator.post(f"{HERE}weights/", EQUAL | {"gap": "4", "version": 1})
        assert response.status_code == 409
        assert 'name="gap" rows="6">4.0</textarea>' in text_of(response)
        round_.refresh_from_db()
        assert round_.weights["gap"] == 3.0


class TestChoice:
    def choose(self, client, dimension: str, phase: int, **more):
        return client.post(f"{HERE}choose/{dimension}/{phase}/", **more)

    def test_choose_move_to_the_second_phase_take_out_and_undo(self, core, round_):
        self.choose(core, "purpose", 1)
        row = FocusChoice.objects.get()
        core.post(f"{HERE}reason/purpose/", {"rationale": "It gives direction", "version": row.version})
        self.choose(core, "purpose", 2)
        row.refresh_from_db()
        assert (row.phase, row.rationale) == (2, "It gives direction")
        response = self.choose(core, "purpose", 0, follow=True)
        assert not FocusChoice.objects.exists()
        undo = f"{HERE}choose/purpose/2/"
        assert f'action="{undo}"' in text_of(response)
        core.post(undo)
        row = FocusChoice.objects.get()
        assert (row.phase, row.rationale) == (2, "It gives direction")

    def test_choosing_twice_is_one_change(self, core, round_):
        self.choose(core, "purpose", 1)
        self.choose(core, "purpose", 1)
        assert Entry.objects.filter(verb="focus.chosen").count() == 1

    def test_unknown_dimensions_and_phases_are_not_found(self, core, round_):
        assert self.choose(core, "nonsense", 1).status_code == 404
        assert self.choose(core, "purpose", 3).status_code == 404
        data = {"rationale": "x", "version": 1}
        assert core.post(f"{HERE}reason/purpose/", data).status_code == 404
        assert core.post(f"{HERE}reason/nonsense/", data).status_code == 404

    def test_two_editors_of_a_reason(self, core, coordinator, round_):
        self.choose(core, "purpose", 1)
        url = f"{HERE}reason/purpose/"
        core.post(url, {"rationale": "It leads", "version": 1})
        response = coordinator.post(url, {"rationale": "It binds", "version": 1})
        assert response.status_code == 409
        assert "It binds</textarea>" in text_of(response)
        assert FocusChoice.objects.get().rationale == "It leads"

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_reasons(self, coordinator, round_, text):
        FocusChoice.objects.create(round=round_, dimension="purpose", rationale=text)
        for url in (HERE, f"{HERE}agree/"):
            page = text_of(coordinator.get(url))
            assert "<script>alert" not in page
            assert "<img src=x" not in page

    def test_too_long_a_reason_is_refused_and_kept(self, core, round_):
        self.choose(core, "purpose", 1)
        response = core.post(f"{HERE}reason/purpose/", {"rationale": "y" * 2001, "version": 1})
        assert response.status_code == 422
        assert "y" * 2001 in text_of(response)

    @pytest.mark.parametrize(
        ("chosen", "warning"),
        [(1, "One dimension alone is little"), (2, ""), (4, ""), (5, "5 dimensions at once are a lot")],
    )
    def test_a_warning_below_two_and_above_four(self, coordinator, round_, chosen, warning):
        for key in KEYS[:chosen]:
            FocusChoice.objects.create(round=round_, dimension=key)
        for url in (HERE, f"{HERE}agree/"):
            page = text_of(coordinator.get(url))
            assert warning in page
            assert ("is little" in page or "at once" in page) == bool(warning)
        assert coordinator.post(f"{HERE}agree/", DECISION).status_code == 302

    def test_agree_freeze_reopen_and_agree_again(self, core, coordinator, round_, group):
        response = coordinator.get(f"{HERE}agree/", follow=True)
        assert "Choose at least one dimension" in text_of(response)
        self.choose(core, "purpose", 1)
        assert core.post(f"{HERE}agree/", DECISION).status_code == 403
        coordinator.post(f"{HERE}agree/", DECISION)
        round_.refresh_from_db()
        assert round_.focus_agreed_at
        entry = Entry.objects.get(kind=EntryKind.DECISION)
        assert entry.subject == "Viable purpose"
        assert "These first" in text_of(core.get(HERE))
        refused = [
            self.choose(core, "services", 1),
            core.post(f"{HERE}reason/purpose/", {"rationale": "late", "version": 1}),
            core.post(f"{HERE}weights/", EQUAL | {"gap": "2", "version": 1}),
            core.post(f"{HERE}time-frame/", {"starts_on": "2026-01-01", "version": 1}),
            core.post(f"{MATRIX}{group.pk}/purpose/", influences("purpose", services="1")),
            core.post(f"{MATRIX}add/", {"name": "late"}),
        ]
        assert {response.status_code for response in refused} == {403}
        assert coordinator.post(f"{HERE}reopen/", {"reason": ""}).status_code == 422
        coordinator.post(f"{HERE}reopen/", {"reason": "Money came in"})
        assert Entry.objects.get(verb="focus.reopened").text == "Money came in"
        self.choose(core, "services", 1)
        coordinator.post(f"{HERE}agree/", DECISION)
        assert Decision.objects.filter(kind=DecisionKind.FOCUS).count() == 2

    def test_choices_of_another_round_do_not_count(self, coordinator, round_, other_round):
        FocusChoice.objects.create(round=other_round, dimension="purpose")
        assert coordinator.get(f"{HERE}agree/").status_code == 302


class TestTimeFrame:
    url = f"{HERE}time-frame/"

    def test_from_until_and_a_second_phase(self, core, round_):
        core.post(
            self.url,
            {
                "starts_on": "2026-02-01",
                "ends_on": "2027-01-31",
                "second_phase_ends_on": "2028-01-31",
                "version": 1,
            },
        )
        round_.refresh_from_db()
        assert (round_.starts_on, round_.ends_on) == (date(2026, 2, 1), date(2027, 1, 31))
        assert round_.second_phase_ends_on == date(2028, 1, 31)
        assert Entry.objects.get(verb="focus.time_frame").after["ends_on"] == "2027-01-31"

    @pytest.mark.parametrize(
        ("days", "field", "message"),
        [
            ({"starts_on": "2027-01-01", "ends_on": "2026-01-01"}, "ends_on", "must come after the start"),
            ({"starts_on": "2026-01-01", "ends_on": "2026-01-01"}, "ends_on", "must come after the start"),
            ({"starts_on": "1026-01-01"}, "starts_on", "Choose a year"),
            ({"ends_on": "9999-01-01"}, "ends_on", "Choose a year"),
            ({"starts_on": "2026-01-01", "ends_on": "2062-01-01"}, "ends_on", "more than 15 years"),
            ({"starts_on": "soon"}, "starts_on", "Write a day"),
            ({"starts_on": "2026-02-30"}, "starts_on", "Write a day"),
            (
                {"ends_on": "2027-01-01", "second_phase_ends_on": "2026-01-01"},
                "second_phase_ends_on",
                "must end after the first",
            ),
            ({"second_phase_ends_on": "2027-01-01"}, "ends_on", "until when the first phase goes"),
        ],
    )
    def test_days_that_cannot_be(self, core, round_, days, field, message):
        response = core.post(self.url, days | {"version": 1})
        assert response.status_code == 422
        assert message in text_of(response)
        for value in days.values():
            assert f'value="{value}"' in text_of(response)
        errors = core.post(self.url, days | {"version": 1}, headers=AUTOSAVE).json()["errors"]
        assert message in errors[field][0]

    def test_two_editors(self, core, coordinator, round_):
        core.post(self.url, {"starts_on": "2026-01-01", "version": 1})
        response = coordinator.post(self.url, {"starts_on": "2026-02-01", "version": 1})
        assert response.status_code == 409
        assert "2026-01-01" in text_of(response)
        assert "2026-02-01" in text_of(response)


class TestRoles:
    @pytest.mark.parametrize(("role", "status"), [("core", 200), ("viewer", 200), ("stranger", 404)])
    def test_who_sees_the_pages(self, client_as, round_, group, role, status):
        for url in (HERE, MATRIX, f"{MATRIX}{group.pk}/", f"{MATRIX}{group.pk}/purpose/"):
            assert client_as(role).get(url).status_code == status

    @pytest.mark.parametrize(("role", "status"), [("contributor", 403), ("viewer", 403), ("stranger", 404)])
    def test_who_does_not_write(self, client_as, round_, group, role, status):
        client = client_as(role)
        for path in (
            "choose/purpose/1/",
            "weights/",
            "time-frame/",
            "agree/",
            "reopen/",
            "influence/add/",
            "influence/consensus/",
            f"influence/{group.pk}/remove/",
            f"influence/{group.pk}/purpose/",
        ):
            assert client.post(HERE + path, EQUAL).status_code == status, path
        assert not FocusChoice.objects.exists()

    def test_the_plan_is_frozen(self, coordinator, round_, group):
        round_.plan_agreed_at = timezone.now()
        round_.save()
        assert coordinator.post(f"{HERE}choose/purpose/1/").status_code == 403
        assert coordinator.post(f"{MATRIX}{group.pk}/remove/").status_code == 403
        assert coordinator.post(f"{HERE}reopen/", {"reason": "x"}).status_code == 403
        assert "The plan was agreed on" in text_of(coordinator.get(HERE))


class TestQueries:
    def more(self, round_, number: int) -> None:
        for _time in range(number):
            group = InfluenceGroup.objects.create(round=round_, name="Another")
            for key in KEYS:
                fill(group, key, **dict.fromkeys((other for other in KEYS if other != key), 1))

    @pytest.mark.parametrize("path", ["", "influence/", "influence/{pk}/", "influence/{pk}/purpose/"])
    def test_the_same_few_for_one_three_and_thirty(self, client_as, round_, people, group, path):
        for key in KEYS[:3]:
            FocusChoice.objects.create(round=round_, dimension=key)
        give(round_, people["core"], Aspect.NOW, purpose=2)
        round_.focus_agreed_at = timezone.now()
        round_.save()
        client = client_as("core")
        url = HERE + path.format(pk=group.pk)
        client.get(url)
        counts = []
        for number in (1, 2, 27):
            self.more(round_, number)
            counts.append(count_queries(client, url))
        assert len(set(counts)) == 1
        assert counts[0] <= 15


def test_leverage_is_unknown_while_a_row_of_the_matrix_is_empty(round_):
    """What others do to it is known, what it does to others is not: that is no weak lever."""
    group = InfluenceGroup.objects.create(round=round_, name="Table one")
    InfluenceRow.objects.create(group=group, dimension="membership", values={"purpose": 3, "services": 1})
    read = queries.read_influence(round_, frameworks.framework("csei", 1, "en"))
    leverage = {result.dimension.key: result.leverage for result in read.results}
    assert leverage["purpose"] is None
    assert leverage["membership"] is None
