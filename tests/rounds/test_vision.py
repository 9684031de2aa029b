"""Step 2: key questions, vision statement in versions, success factors, ideal profile."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.helpers import HOSTILE, count_queries

from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership
from octant.demo.load import load
from octant.journal.models import Entry, EntryKind
from octant.ratings.actions import rate
from octant.ratings.models import Aspect, RatingSet
from octant.rounds.models import (
    Decision,
    DecisionKind,
    DimensionVision,
    Round,
    SuccessFactor,
    VisionAnswer,
    VisionStatus,
    VisionVersion,
)
from octant.rounds.queries.vision import nearest_half

HERE = "/clusters/north/rounds/1/vision/"
PROFILE = f"{HERE}profile/"
AUTOSAVE = {"HTTP_X_OCTANT_AUTOSAVE": "1"}
DECISION = {"decided_on": "2026-01-15", "participants": "core team", "text": "We mean it", "reservations": ""}


@pytest.fixture
def coordinator(client_as):
    return client_as("coordinator")


@pytest.fixture
def core(client_as):
    return client_as("core")


@pytest.fixture
def other_round(people):
    """A round of another cluster, to which the same people belong."""
    cluster = Cluster.objects.create(slug="south", name="South Bay Hub", country="SE")
    Membership.objects.create(cluster=cluster, user=people["core"], role="core")
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    return Round.objects.create(cluster=cluster, number=1, ratings=ratings)


def text_of(response) -> str:
    return response.content.decode()


def make_version(round_, number=1, text="A region that cares", status=VisionStatus.DRAFT) -> VisionVersion:
    return VisionVersion.objects.create(
        round=round_, number=number, text=text, status=status, author_name="Somebody"
    )


def decide(client, url: str, **other: str):
    return client.post(url, DECISION | other)


class TestKeyQuestions:
    url = f"{HERE}answers/problem/"

    def test_several_people_answer_and_see_each_other(self, client_as, round_):
        for role in ("core", "contributor"):
            client = client_as(role)
            client.post(self.url, {"text": f"What the {role} thinks", "version": 1})
        page = text_of(client_as("contributor").get(HERE))
        assert "What the core thinks" in page
        assert "The core" in page
        assert "1 answer from the others" in page
        assert VisionAnswer.objects.count() == 2

    @pytest.mark.django_db
    def test_the_rounds_of_the_demo_have_answered_them(self, client):
        load()
        client.force_login(User.objects.get(email="viewer@demo.example"))
        for number in (1, 2):
            page = text_of(client.get(f"/clusters/hamburg-alliance/rounds/{number}/vision/"))
            assert "4 of 4 questions have an answer" in page
            assert "Nobody has answered yet" not in page

    def test_autosave_answers_with_the_new_version(self, core, round_):
        first = core.post(self.url, {"text": "one", "version": 1}, **AUTOSAVE).json()
        second = core.post(self.url, {"text": "two", "version": first["version"]}, **AUTOSAVE).json()
        assert second["version"] == first["version"] + 1
        assert VisionAnswer.objects.get().text == "two"

    def test_the_same_text_again_is_no_change(self, core, round_):
        core.post(self.url, {"text": "line\r\nline", "version": 1})
        core.post(self.url, {"text": "line\nline", "version": 1})
        assert VisionAnswer.objects.get().version == 2
        assert Entry.objects.filter(verb="vision.answered").count() == 1

    def test_two_windows_of_one_person_keep_both_texts(self, core, round_):
        core.post(self.url, {"text": "typed in the first window", "version": 1})
        response = core.post(self.url, {"text": "typed in the second window", "version": 1})
        assert response.status_code == 409
        # The page marks what differs, so the two texts stand in pieces; the field holds the second one whole.
        assert "typed in the second window</textarea>" in text_of(response)
        assert "first" in text_of(response)
        assert VisionAnswer.objects.get().text == "typed in the first window"

    def test_too_long_is_refused_and_kept(self, core, round_):
        long = "x" * 3001
        response = core.post(self.url, {"text": long, "version": 1})
        assert response.status_code == 422
        assert long in text_of(response)
        saved = core.post(self.url, {"text": long, "version": 1}, **AUTOSAVE)
        assert saved.status_code == 422
        assert "text" in saved.json()["errors"]
        assert not VisionAnswer.objects.exists()

    def test_an_unknown_question_is_not_found(self, core, round_):
        assert core.post(f"{HERE}answers/nonsense/", {"text": "x", "version": 1}).status_code == 404

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_text_stands_there_as_text(self, client_as, round_, text):
        client_as("core").post(self.url, {"text": text, "version": 1})
        page = text_of(client_as("coordinator").get(HERE))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert VisionAnswer.objects.get().text == text.strip()

    def test_no_version_is_refused(self, core, round_):
        assert core.post(self.url, {"text": "x"}).status_code == 422


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "status"),
        [("coordinator", 200), ("core", 200), ("contributor", 200), ("viewer", 200), ("stranger", 404)],
    )
    @pytest.mark.parametrize("url", [HERE, PROFILE, f"{HERE}statement/compare/"])
    def test_who_sees_the_pages(self, client_as, round_, role, status, url):
        assert client_as(role).get(url).status_code == status

    def test_nobody_is_sent_to_sign_in(self, client_as, round_):
        assert client_as("").get(HERE).status_code == 302

    @pytest.mark.parametrize(
        ("role", "status"), [("core", 302), ("contributor", 302), ("viewer", 403), ("stranger", 404)]
    )
    def test_who_answers(self, client_as, round_, role, status):
        response = client_as(role).post(f"{HERE}answers/problem/", {"text": "x", "version": 1})
        assert response.status_code == status

    @pytest.mark.parametrize(
        ("role", "status"), [("core", 302), ("contributor", 403), ("viewer", 403), ("stranger", 404)]
    )
    @pytest.mark.parametrize(
        "path", ["statement/new/", "factors/offered/idea/", "profile/medians/", "profile/purpose/"]
    )
    def test_who_writes(self, client_as, round_, role, status, path):
        response = client_as(role).post(HERE + path, {"text": "x", "version": 1, "target": ""})
        assert response.status_code == status

    @pytest.mark.parametrize(("role", "status"), [("coordinator", 302), ("core", 403), ("stranger", 404)])
    def test_who_agrees(self, client_as, round_, role, status):
        row = make_version(round_, status=VisionStatus.PROPOSED)
        assert decide(client_as(role), f"{HERE}statement/{row.pk}/agree/").status_code == status


class TestStatement:
    def test_from_draft_to_agreed(self, core, coordinator, round_):
        core.post(f"{HERE}statement/new/")
        row = VisionVersion.objects.get()
        core.post(f"{HERE}statement/{row.pk}/", {"text": "A region that cares", "version": row.version})
        core.post(f"{HERE}statement/{row.pk}/propose/")
        row.refresh_from_db()
        assert row.status == VisionStatus.PROPOSED
        assert row.proposed_at
        decide(coordinator, f"{HERE}statement/{row.pk}/agree/")
        row.refresh_from_db()
        round_.refresh_from_db()
        assert row.status == VisionStatus.AGREED
        assert row.decision.kind == DecisionKind.VISION
        assert round_.vision_agreed_at
        page = text_of(coordinator.get(HERE))
        assert "A region that cares" in page
        assert "core team" in page
        entry = Entry.objects.get(kind=EntryKind.DECISION)
        assert entry.verb == "decision.vision"

    def test_a_new_version_starts_from_a_former_one(self, core, round_):
        row = make_version(round_, text="First words")
        core.post(f"{HERE}statement/new/", {"from": row.pk})
        newest = VisionVersion.objects.get(number=2)
        assert newest.text == "First words"
        assert newest.status == VisionStatus.DRAFT

    def test_an_empty_draft_is_used_again(self, core, round_):
        core.post(f"{HERE}statement/new/")
        core.post(f"{HERE}statement/new/")
        assert VisionVersion.objects.count() == 1

    def test_two_editors_keep_both_texts(self, core, coordinator, round_):
        row = make_version(round_, text="Start")
        core.post(f"{HERE}statement/{row.pk}/", {"text": "Start with care", "version": 1})
        response = coordinator.post(
            f"{HERE}statement/{row.pk}/", {"text": "Start with courage", "version": 1}
        )
        assert response.status_code == 409
        assert "care" in text_of(response)
        assert "Start with courage</textarea>" in text_of(response)
        answer = coordinator.post(
            f"{HERE}statement/{row.pk}/", {"text": "Start with courage", "version": 1}, **AUTOSAVE
        )
        assert answer.status_code == 409
        assert answer.json()["version"] == 2
        # Deciding on the second page: the version shown there is the one that is written on.
        coordinator.post(f"{HERE}statement/{row.pk}/", {"text": "Start with both", "version": 2})
        row.refresh_from_db()
        assert row.text == "Start with both"

    def test_a_proposed_text_stays_as_it_is(self, core, round_):
        row = make_version(round_, status=VisionStatus.PROPOSED)
        response = core.post(f"{HERE}statement/{row.pk}/", {"text": "other words", "version": 1})
        assert response.status_code == 403
        row.refresh_from_db()
        assert row.text == "A region that cares"

    def test_a_proposal_can_be_taken_back(self, core, round_):
        row = make_version(round_, status=VisionStatus.PROPOSED)
        core.post(f"{HERE}statement/{row.pk}/take-back/")
        row.refresh_from_db()
        assert row.status == VisionStatus.DRAFT
        assert row.proposed_at is None

    def test_an_empty_draft_is_not_proposed(self, core, round_):
        row = make_version(round_, text="")
        response = core.post(f"{HERE}statement/{row.pk}/propose/", follow=True)
        assert "Write the vision before you propose it." in text_of(response)
        row.refresh_from_db()
        assert row.status == VisionStatus.DRAFT

    def test_a_draft_cannot_be_agreed_on(self, coordinator, round_):
        row = make_version(round_)
        assert decide(coordinator, f"{HERE}statement/{row.pk}/agree/").status_code == 403
        assert not Decision.objects.exists()

    def test_agree_reopen_replace_and_agree_once_more(self, coordinator, round_):
        first = make_version(round_, 1, "First", VisionStatus.PROPOSED)
        second = make_version(round_, 2, "Second", VisionStatus.PROPOSED)
        decide(coordinator, f"{HERE}statement/{first.pk}/agree/")
        # Agreed: nothing can be written until it is reopened, with a reason.
        assert coordinator.post(f"{HERE}statement/new/").status_code == 403
        assert decide(coordinator, f"{HERE}statement/{second.pk}/agree/").status_code == 403
        assert coordinator.post(f"{HERE}statement/reopen/", {"reason": " "}).status_code == 422
        coordinator.post(f"{HERE}statement/reopen/", {"reason": "The region has grown"})
        round_.refresh_from_db()
        assert round_.vision_agreed_at is None
        assert Entry.objects.get(verb="vision.reopened").text == "The region has grown"
        decide(coordinator, f"{HERE}statement/{second.pk}/agree/")
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.status, second.status) == (VisionStatus.REPLACED, VisionStatus.AGREED)
        coordinator.post(f"{HERE}statement/reopen/", {"reason": "One comma"})
        decide(coordinator, f"{HERE}statement/{second.pk}/agree/")
        round_.refresh_from_db()
        second.refresh_from_db()
        assert round_.vision_agreed_at
        assert second.status == VisionStatus.AGREED
        assert Decision.objects.filter(kind=DecisionKind.VISION).count() == 3

    @pytest.mark.parametrize("days", [1, -6 * 366])
    def test_a_decision_is_neither_in_the_future_nor_long_ago(self, coordinator, round_, days):
        row = make_version(round_, status=VisionStatus.PROPOSED)
        day = timezone.localdate() + timedelta(days=days)
        response = decide(
            coordinator,
            f"{HERE}statement/{row.pk}/agree/",
            decided_on=day.isoformat(),
            text="Typed with care",
        )
        assert response.status_code == 422
        assert "Typed with care" in text_of(response)
        assert not Decision.objects.exists()

    def test_compare_marks_words(self, core, round_):
        make_version(round_, 1, "A region that cares for people")
        make_version(round_, 2, "A region that cares for nature")
        make_version(round_, 3, "Something else")
        page = text_of(core.get(f"{HERE}statement/compare/?a=1&b=2"))
        assert "<del>people</del><ins>nature</ins>" in page
        # Without a choice the two newest are compared; nonsense counts as no choice.
        page = text_of(core.get(f"{HERE}statement/compare/?a=zzz&b=99"))
        assert "From Version 2 to Version 3" in page

    def test_compare_shows_hostile_text_as_text(self, core, round_):
        make_version(round_, 1, " ".join(HOSTILE))
        make_version(round_, 2, " ".join(reversed(HOSTILE)))
        page = text_of(core.get(f"{HERE}statement/compare/"))
        assert "<script>alert" not in page
        assert "<img src=x" not in page

    def test_versions_of_another_round_are_not_found(self, core, cluster, round_, other_round):
        theirs = make_version(other_round)
        for path in ("", "propose/", "take-back/"):
            url = f"{HERE}statement/{theirs.pk}/{path}"
            assert core.post(url, {"text": "mine", "version": 1}).status_code == 404
        assert core.post(f"{HERE}statement/new/", {"from": theirs.pk}).status_code == 404
        assert core.post(f"{HERE}statement/new/", {"from": "abc"}).status_code == 404
        assert core.post(f"{HERE}statement/new/", {"from": str(10**30)}).status_code == 404

    def test_pages_say_what_is_missing_and_lead_on(self, core, round_):
        page = text_of(core.get(HERE))
        assert "4 key questions have no answer" in page
        assert "The vision is not written yet" in page
        assert 'rel="prev"' in page
        assert 'rel="next"' in page


class TestSuccessFactors:
    def test_a_general_factor_with_one_click_and_only_once(self, core, round_):
        page = text_of(core.get(HERE))
        assert "Critical mass" in page
        for _time in range(2):
            core.post(f"{HERE}factors/offered/critical_mass/")
        row = SuccessFactor.objects.get()
        assert (row.key, row.text) == ("critical_mass", "Critical mass")
        assert core.post(f"{HERE}factors/offered/nonsense/").status_code == 404

    def test_own_factor_order_remove_and_undo(self, core, round_):
        for text in ("One", "Two", "Three"):
            core.post(f"{HERE}factors/add/", {"text": text, "note": "we will see it"})
        one, two, three = SuccessFactor.objects.order_by("pk")
        core.post(f"{HERE}factors/{three.pk}/move/", {"direction": "up"})
        assert self.order(round_) == ["One", "Three", "Two"]
        core.post(f"{HERE}factors/{one.pk}/move/", {"direction": "up"})
        assert self.order(round_) == ["One", "Three", "Two"]
        core.post(f"{HERE}factors/order/", {"item": two.pk, "position": "0"}, **AUTOSAVE)
        assert self.order(round_) == ["Two", "One", "Three"]
        response = core.post(f"{HERE}factors/{one.pk}/remove/", follow=True)
        assert self.order(round_) == ["Two", "Three"]
        assert f"{HERE}factors/{one.pk}/restore/" in text_of(response)
        core.post(f"{HERE}factors/{one.pk}/restore/")
        assert self.order(round_) == ["Two", "One", "Three"]
        verbs = set(Entry.objects.values_list("verb", flat=True))
        assert {"factor.added", "factor.moved", "factor.removed", "factor.restored"} <= verbs

    def order(self, round_) -> list[str]:
        return list(SuccessFactor.kept.filter(round=round_).values_list("text", flat=True))

    @pytest.mark.parametrize("position", ["-1", "x", "99999999999999999999", "²", ""])
    def test_nonsense_places_do_no_harm(self, core, round_, position):
        core.post(f"{HERE}factors/add/", {"text": "One"})
        row = SuccessFactor.objects.get()
        url = f"{HERE}factors/order/"
        assert core.post(url, {"item": row.pk, "position": position}).status_code == 302
        assert core.post(url, {"item": "nonsense", "position": "0"}).status_code == 404

    def test_an_empty_one_is_refused_and_the_note_kept(self, core, round_):
        response = core.post(f"{HERE}factors/add/", {"text": " ", "note": "a note that took long"})
        assert response.status_code == 422
        assert "a note that took long" in text_of(response)

    def test_two_editors(self, core, coordinator, round_):
        row = SuccessFactor.objects.create(round=round_, text="Trust")
        url = f"{HERE}factors/{row.pk}/"
        core.post(url, {"text": "Trust", "note": "everyone comes", "version": 1})
        response = coordinator.post(url, {"text": "Trust", "note": "nobody shouts", "version": 1})
        assert response.status_code == 409
        assert "nobody shouts</textarea>" in text_of(response)

    def test_factors_of_another_round_are_not_found(self, core, other_round, round_):
        theirs = SuccessFactor.objects.create(round=other_round, text="Theirs")
        for path in ("", "move/", "remove/", "restore/"):
            assert core.post(f"{HERE}factors/{theirs.pk}/{path}", {"text": "x"}).status_code == 404
        assert core.post(f"{HERE}factors/order/", {"item": theirs.pk, "position": 0}).status_code == 404


class TestProfile:
    url = f"{PROFILE}purpose/"

    def wish(self, round_, people, **levels: int) -> None:
        for role, level in levels.items():
            rate(rating_set=round_.ratings, by=people[role], aspect=Aspect.WISHED, levels={"purpose": level})

    def test_the_table_of_wishes_comes_with_the_first_level(self, core, coordinator, round_):
        assert "Wished levels as a table" not in text_of(coordinator.get(PROFILE))
        core.post(self.url, {"text": "", "target": "4.5", "version": 1})
        assert "Wished levels as a table" in text_of(coordinator.get(PROFILE))

    def test_text_and_target(self, core, round_):
        core.post(self.url, {"text": "Everyone can say it", "target": "4.5", "version": 1})
        row = DimensionVision.objects.get()
        assert (row.text, row.target) == ("Everyone can say it", Decimal("4.5"))
        page = text_of(core.get(PROFILE))
        assert "Everyone can say it" in page
        assert '<option value="4.5" selected>' in page

    @pytest.mark.parametrize("target", ["4.2", "0.5", "5.5", "NaN", "x", "1e3", "-1"])
    def test_targets_go_in_halves_from_1_to_5(self, core, round_, target):
        response = core.post(self.url, {"text": "kept text", "target": target, "version": 1})
        assert response.status_code == 422
        assert "kept text" in text_of(response)
        assert not DimensionVision.objects.exists()

    def test_an_unknown_dimension_is_not_found(self, core, round_):
        assert core.post(f"{PROFILE}nonsense/", {"text": "x", "version": 1}).status_code == 404

    def test_two_editors_of_a_row_that_did_not_exist(self, core, coordinator, round_):
        core.post(self.url, {"text": "first", "target": "", "version": 1})
        response = coordinator.post(self.url, {"text": "second", "target": "", "version": 1})
        assert response.status_code == 409
        assert "second</textarea>" in text_of(response)
        assert DimensionVision.objects.get().text == "first"

    def test_the_team_s_medians_fill_open_targets_only(self, core, coordinator, round_, people):
        self.wish(round_, people, core=4, contributor=4, coordinator=5)
        DimensionVision.objects.create(round=round_, dimension="services", target=Decimal("2.0"))
        page = text_of(coordinator.get(PROFILE))
        assert "4.3" in page  # the interpolated median of 4, 4, 5 is 4.25, shown as 4.3
        assert "0 · 0 · 0 · 2 · 1" in page
        coordinator.post(f"{PROFILE}medians/")
        targets = dict(DimensionVision.objects.values_list("dimension", "target"))
        assert targets == {"purpose": Decimal("4.5"), "services": Decimal("2.0")}
        assert Entry.objects.get(verb="profile.medians_taken").after == {"Viable purpose": "4.5"}

    def test_first_one_s_own_view_then_the_others(self, client_as, round_, people):
        self.wish(round_, people, core=5)
        page = text_of(client_as("contributor").get(PROFILE))
        assert "First your own view, then the others’" in page
        assert "0 · 0 · 0 · 0 · 1" not in page

    def test_a_target_below_now_gets_a_note(self, coordinator, round_, people):
        rate(rating_set=round_.ratings, by=people["core"], aspect=Aspect.NOW, levels={"purpose": 4})
        DimensionVision.objects.create(round=round_, dimension="purpose", target=Decimal("3.0"))
        assert "This target (3.0) lies below today’s level (4.0)" in text_of(coordinator.get(PROFILE))

    def test_agree_freeze_reopen(self, coordinator, core, round_):
        response = coordinator.get(f"{PROFILE}agree/", follow=True)
        assert "Set at least one target" in text_of(response)
        core.post(self.url, {"text": "", "target": "4.0", "version": 1})
        assert decide(core, f"{PROFILE}agree/").status_code == 403
        decide(coordinator, f"{PROFILE}agree/")
        round_.refresh_from_db()
        assert round_.profile_agreed_at
        assert core.post(self.url, {"text": "late", "target": "4.0", "version": 2}).status_code == 403
        assert coordinator.post(f"{PROFILE}medians/").status_code == 403
        coordinator.post(f"{PROFILE}reopen/", {"reason": "New partners"})
        round_.refresh_from_db()
        assert round_.profile_agreed_at is None
        assert core.post(self.url, {"text": "late", "target": "4.0", "version": 2}).status_code == 302

    @pytest.mark.parametrize(
        ("median", "target"), [(None, None), (3.75, "4.0"), (3.74, "3.5"), (1.0, "1.0"), (4.25, "4.5")]
    )
    def test_medians_are_rounded_to_halves_upwards(self, median, target):
        assert nearest_half(median) == (None if target is None else Decimal(target))


class TestFrozen:
    @pytest.mark.parametrize(
        "path",
        [
            "answers/problem/",
            "statement/new/",
            "statement/reopen/",
            "factors/add/",
            "factors/offered/idea/",
            "profile/purpose/",
            "profile/medians/",
            "profile/reopen/",
        ],
    )
    def test_nothing_changes_once_the_plan_is_agreed(self, coordinator, round_, path):
        round_.plan_agreed_at = timezone.now()
        round_.save()
        data = {"text": "x", "version": 1, "target": "", "reason": "because"}
        assert coordinator.post(HERE + path, data).status_code == 403
        page = text_of(coordinator.get(HERE))
        assert "The plan was agreed on" in page
        assert "Write the first draft" not in page


class TestQueries:
    def fill(self, round_, people, times: int) -> None:
        for number in range(times):
            make_version(round_, round_.vision_versions.count() + 1, f"Text {number}")
            SuccessFactor.objects.create(round=round_, text=f"Factor {number}")
            VisionAnswer.objects.create(
                round=round_, question="vision.problem", author_name=f"Person {number}", text="x"
            )

    @pytest.mark.parametrize("url", [HERE, PROFILE, f"{HERE}statement/compare/"])
    def test_the_same_few_for_one_three_and_thirty(self, client_as, round_, people, url):
        client = client_as("core")
        client.get(url)
        counts = []
        for more in (1, 2, 27):
            self.fill(round_, people, more)
            counts.append(count_queries(client, url))
        assert len(set(counts)) == 1
        assert counts[0] <= 15


def test_a_decision_keeps_the_day(coordinator, round_):
    row = make_version(round_, status=VisionStatus.PROPOSED)
    decide(coordinator, f"{HERE}statement/{row.pk}/agree/")
    assert Decision.objects.get().decided_on == date(2026, 1, 15)
