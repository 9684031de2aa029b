"""Who may open what: every named address, every role.

Strangers get 404 (they learn nothing), people who are not signed in are sent to the sign-in page, members
without the right get 403, and nobody reaches a thing of another cluster through their own.
"""

import re
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from tests.helpers import add_cluster, add_people

from octant.clusters.models import Cluster, Fact, Invitation, Membership, Role
from octant.ecosystem.actions.sheets.undo import nothing_done
from octant.ecosystem.models import (
    BulkChange,
    CalendarLink,
    Contact,
    EntryLink,
    Introduction,
    Merge,
    Need,
    Offer,
    Organisation,
    PartnerInvitation,
    PartnerSurvey,
    Policy,
    Registration,
    RegistrationPage,
    Relation,
    SavedView,
    SheetImport,
)
from octant.frameworks import queries as frameworks
from octant.ratings.models import Aspect, RatingSet
from octant.rounds.models import (
    Adoption,
    Decision,
    Finding,
    FocusChoice,
    Goal,
    Indicator,
    InfluenceGroup,
    Measure,
    MeasureDependency,
    MeasureResource,
    Milestone,
    Round,
    Snapshot,
    SuccessFactor,
    VisionVersion,
)
from octant.rounds.queries.baseline import baseline_data
from octant.rounds.queries.plan import plan_document
from octant.surveys.actions.answers import Answers, answer, ballot_on_paper
from octant.surveys.actions.surveys import add_survey
from octant.surveys.models import AnswerImport, Ballot, Question, Survey
from octant.surveys.models import Invitation as SurveyInvitation
from octant.surveys.queries.answers import current_wave
from octant.surveys.queries.counting import keep
from octant.workshops import screens
from octant.workshops.models import (
    Activity,
    GoalDraft,
    Idea,
    IdeaGroup,
    Participant,
    Proposal,
    Workshop,
)

# Open to everyone, signed in or not. (405: only POST; what is asked of them is tested elsewhere.)
PUBLIC = [
    *["home", "pages:about", "pages:privacy", "pages:accessibility", "health", "robots", "set_language"],
    *["account_login", "account_logout", "account_code", "account_inactive", "clusters:join"],
    *["join:code", "join:short", "answer:start", "answer:invited", "answer:resume"],
    *["answer:part", "answer:review", "answer:results"],
    *["room:phone", "room:phone_events", "room:phone_hello", "room:send", "room:contribute"],
    *["room:screen_open", "room:screen_events", "room:wall"],
    *["entries:register", "entries:registered", "entries:register_places", "entries:mine", "entries:places"],
    *["entries:edit", "entries:service_add", "entries:service_remove", "entries:service_restore"],
    *[
        "entries:calendar",
        "entries:partners",
        "entries:partner_suggest",
        "entries:partners_done",
        "entries:partner_take_back",
    ],
    "admin_login",
    *[
        "guide:index",
        "guide:edition",
        "guide:dimensions",
        "guide:dimension",
        "guide:steps",
        "guide:resources",
    ],
    *["guide:core", "guide:goals", "guide:benefits", "guide:learnings", "guide:glossary", "guide:search"],
]

# Open to everyone who is signed in.
SIGNED_IN = [
    *["accounts:profile", "accounts:welcome", "accounts:download", "accounts:delete"],
    *["clusters:list", "clusters:new"],
]

# Address, method, the least role that may. One line each.
MEMBERS = """
clusters:home                GET  viewer
clusters:people              GET  viewer
clusters:roles               GET  viewer
clusters:leave               GET  viewer
clusters:settings            GET viewer
clusters:archive             POST coordinator
clusters:restore             POST coordinator
clusters:export              GET  coordinator
clusters:delete              GET  coordinator
clusters:fact_add            GET core
clusters:fact_edit           GET core
clusters:fact_remove         POST core
clusters:fact_restore        POST core
clusters:hand_over           GET  coordinator
clusters:person_role         POST coordinator
clusters:person_remove       POST coordinator
clusters:person_restore      POST coordinator
clusters:invite              GET  coordinator
clusters:invite_link         POST coordinator
clusters:invitation_withdraw POST coordinator
journal:list                 GET  viewer
journal:csv                  GET  viewer
journal:json                 GET  viewer
journal:new                  GET  core
ecosystem:list               GET  viewer
ecosystem:organisation       GET  viewer
ecosystem:suggest            GET viewer
ecosystem:add                GET core
ecosystem:places             GET viewer
ecosystem:edit               POST core
ecosystem:remove             POST core
ecosystem:restore            POST core
ecosystem:bulk               POST core
ecosystem:bulk_undo          POST core
ecosystem:view_save          POST viewer
ecosystem:view_remove        POST viewer
ecosystem:view_restore       POST viewer
ecosystem:service_add        POST core
ecosystem:service            POST core
ecosystem:service_remove     POST core
ecosystem:service_restore    POST core
ecosystem:contacts_due       GET core
ecosystem:contact_add        POST core
ecosystem:contact            POST core
ecosystem:contact_remove     POST core
ecosystem:contact_restore    POST core
ecosystem:duplicates         GET core
ecosystem:merge              GET core
ecosystem:apart              POST core
ecosystem:merge_undo         POST core
ecosystem:registrations      GET core
ecosystem:registration_page  POST core
ecosystem:registration_address POST core
ecosystem:registration_accept POST core
ecosystem:registration_decline POST core
ecosystem:registration_restore POST core
ecosystem:landscape          GET viewer
ecosystem:target_mix         POST core
ecosystem:calendar_link      POST viewer
ecosystem:positions          GET core
ecosystem:positions_chart    GET core
ecosystem:entries            GET viewer
ecosystem:entry_add          POST core
ecosystem:entry              GET core
ecosystem:entry_remove       POST core
ecosystem:entry_restore      POST core
ecosystem:partner_surveys    GET core
ecosystem:partner_survey     GET core
ecosystem:partner_survey_links GET core
ecosystem:partner_survey_more POST core
ecosystem:partner_survey_close POST core
ecosystem:partner_survey_send POST core
ecosystem:partner_survey_send_on POST core
ecosystem:partner_survey_sending GET core
ecosystem:partner_survey_send_again POST core
ecosystem:link_make          POST core
ecosystem:link_revoke        POST core
ecosystem:relation_add       POST core
ecosystem:relation           POST core
ecosystem:relation_end       POST core
ecosystem:relation_remove    POST core
ecosystem:relation_restore   POST core
ecosystem:map                GET viewer
ecosystem:map_points         GET viewer
ecosystem:map_picture        GET viewer
ecosystem:network            GET viewer
ecosystem:network_data       GET viewer
ecosystem:network_picture    GET viewer
ecosystem:network_file       GET viewer
ecosystem:network_progress   GET viewer
ecosystem:network_arrange    POST core
ecosystem:network_node       GET viewer
ecosystem:network_path       GET viewer
ecosystem:network_compare    GET viewer
ecosystem:network_missing    GET viewer
ecosystem:matching           GET viewer
ecosystem:matching_need      GET viewer
ecosystem:matching_organisation GET viewer
ecosystem:matching_event     GET core
ecosystem:introductions      GET viewer
ecosystem:introduction       GET viewer
ecosystem:introduction_propose POST core
ecosystem:introduction_step  POST core
ecosystem:introduction_outcome POST core
ecosystem:introduction_remove POST core
ecosystem:introduction_restore POST core
ecosystem:sheets             GET core
ecosystem:sheet_csv          GET viewer
ecosystem:sheet_xlsx         GET viewer
ecosystem:sheet              GET core
ecosystem:sheet_progress     GET core
ecosystem:sheet_problems     GET core
ecosystem:sheet_columns      GET core
ecosystem:sheet_read         POST core
ecosystem:sheet_rules        POST core
ecosystem:sheet_start        POST core
ecosystem:sheet_undo         POST core
ecosystem:sheet_give_up      POST core
rounds:overview              GET  viewer
rounds:describe              GET  viewer
rounds:resource_map          GET  viewer
rounds:finding               GET  core
rounds:finding_file          GET  viewer
rounds:snapshot              GET  viewer
rounds:ratings               GET  viewer
rounds:chart                 GET  viewer
rounds:vision                GET  viewer
rounds:vision_compare        GET  viewer
rounds:profile               GET  viewer
rounds:focus                 GET  viewer
rounds:influence             GET  viewer
rounds:influence_group       GET  viewer
rounds:goals                 GET  viewer
rounds:goal                  GET  viewer
rounds:measures              GET  viewer
rounds:measure               GET  viewer
rounds:timeline              GET  viewer
rounds:workload              GET  viewer
rounds:measures_order        GET  core
rounds:plan                  GET  viewer
rounds:plan_measures         GET  viewer
rounds:plan_sources          GET  viewer
rounds:plan_snapshot         GET  viewer
rounds:plan_snapshot_part    GET  viewer
reports:plan_pdf             GET  viewer
reports:plan_snapshot_pdf    GET  viewer
reports:canvases             GET  viewer
reports:canvas               GET  viewer
reports:canvas_preview       GET  viewer
room:screen                  GET  viewer
workshops:list               GET  viewer
workshops:workshop           GET  viewer
workshops:share              GET  viewer
workshops:of_survey          GET  viewer
workshops:new                GET  core
workshops:edit               GET  core
workshops:remove             POST core
workshops:restore            POST core
workshops:activity_add       POST core
workshops:activity_order     POST core
workshops:activity           POST core
workshops:activity_move      POST core
workshops:activity_remove    POST core
workshops:activity_restore   POST core
workshops:lead               GET  core
workshops:lead_events        GET  core
workshops:press              POST core
workshops:take_over          POST core
workshops:notes              POST core
workshops:activity_notes     POST core
workshops:participants       GET  core
workshops:person_add         POST core
workshops:person             POST core
workshops:sort               GET  core
workshops:idea_add           POST core
workshops:idea_move          POST core
workshops:heading_add        POST core
workshops:idea_hide          POST core
workshops:idea_word          POST core
workshops:heading            POST core
workshops:heading_remove     POST core
workshops:heading_restore    POST core
workshops:dots               POST core
workshops:stance             POST core
workshops:feedback           POST core
workshops:propose            POST core
workshops:decide             POST core
workshops:landing            GET  viewer
workshops:landing_ideas      GET  coordinator
workshops:landing_take_back  POST coordinator
workshops:landing_matrix     POST coordinator
workshops:landing_matrix_back POST coordinator
workshops:landing_goal       GET  coordinator
workshops:landing_goal_back  POST coordinator
workshops:minutes            GET  viewer
workshops:minutes_notes      POST core
workshops:minutes_activity   POST core
workshops:minutes_csv        GET  viewer
workshops:minutes_xlsx       GET  viewer
reports:workshop_minutes     GET  viewer
reports:workshop_invitation  GET  viewer
reports:survey_invitation    GET  viewer
reports:survey_codes         GET  core
reports:survey_sheet         GET  viewer
rounds:finding_add           POST contributor
rounds:findings_sheet        GET  contributor
rounds:rate                  GET  contributor
rounds:rate_wished           GET  contributor
rounds:rate_feasible         GET  contributor
rounds:vision_answer         POST contributor
rounds:finding_move          POST core
rounds:finding_remove        POST core
rounds:finding_restore       POST core
rounds:new                   GET  core
rounds:settings              GET  core
rounds:vision_new            POST core
rounds:vision_version        POST core
rounds:vision_propose        POST core
rounds:vision_take_back      POST core
rounds:factor_add            POST core
rounds:factor_add_general    POST core
rounds:factor_order          POST core
rounds:factor                POST core
rounds:factor_move           POST core
rounds:factor_remove         POST core
rounds:factor_restore        POST core
rounds:profile_medians       POST core
rounds:profile_dimension     POST core
rounds:focus_weights         POST core
rounds:focus_time_frame      POST core
rounds:focus_choose          POST core
rounds:focus_reason          POST core
rounds:influence_add         POST core
rounds:influence_consensus   POST core
rounds:influence_rename      POST core
rounds:influence_remove      POST core
rounds:influence_restore     POST core
rounds:influence_row         GET viewer
rounds:owners                GET  core
rounds:indicator             POST core
rounds:indicator_add         POST core
rounds:indicator_remove      POST core
rounds:indicator_restore     POST core
rounds:indicator_move        POST core
rounds:measure_add           POST core
rounds:measure_copy          POST core
rounds:measure_move          POST core
rounds:measure_remove        POST core
rounds:measure_restore       POST core
rounds:contributor_add       POST core
rounds:contributor_remove    POST core
rounds:contributor_restore   POST core
rounds:milestone             POST core
rounds:milestone_add         POST core
rounds:milestones_generate   POST core
rounds:milestone_remove      POST core
rounds:milestone_restore     POST core
rounds:resource              POST core
rounds:resource_add          POST core
rounds:resource_remove       POST core
rounds:resource_restore      POST core
rounds:dependency_add        POST core
rounds:dependency_remove     POST core
rounds:dependency_restore    POST core
rounds:baseline              GET  viewer
rounds:baseline_reopen       POST coordinator
rounds:vision_agree          GET  coordinator
rounds:vision_reopen         GET  coordinator
rounds:profile_agree         GET  coordinator
rounds:profile_reopen        GET  coordinator
rounds:focus_agree           GET  coordinator
rounds:focus_reopen          GET  coordinator
rounds:plan_agree            POST coordinator
rounds:plan_reopen           POST coordinator
surveys:list                 GET  viewer
surveys:survey               GET  viewer
surveys:preview              GET  viewer
surveys:results              GET  viewer
surveys:comments             GET  viewer
surveys:chart                GET  viewer
surveys:export_csv           GET  viewer
surveys:export_xlsx          GET  viewer
surveys:new                  GET  core
surveys:edit                 GET  core
surveys:copy                 POST core
surveys:open                 POST core
surveys:close                POST core
surveys:survey_remove        POST core
surveys:survey_restore       POST core
surveys:questions            GET  core
surveys:question_add         POST core
surveys:question_move        POST core
surveys:question             POST core
surveys:question_remove      POST core
surveys:question_restore     POST core
surveys:audience             GET  core
surveys:poster               GET  core
surveys:invite               POST core
surveys:send_waiting         POST core
surveys:sending              GET  core
surveys:invitation_again     POST core
surveys:remind               POST core
surveys:invitation_withdraw  POST core
surveys:invitation_restore   POST core
surveys:codes_make           POST core
surveys:codes                GET  core
surveys:sheets               GET  core
surveys:sheet                GET  core
surveys:sheet_remove         GET  core
surveys:imports              GET  core
surveys:import               GET  core
surveys:import_progress      GET  core
surveys:import_problems      GET  core
surveys:import_columns       GET  core
surveys:import_read          POST core
surveys:import_rules         POST core
surveys:import_start         POST core
surveys:import_undo          POST core
surveys:import_give_up       POST core
surveys:ask_again            POST core
surveys:reveal               POST coordinator
surveys:take_over            GET  coordinator
surveys:take_back            POST coordinator
surveys:take_influence       POST coordinator
"""
TABLE = {
    name: (method, role) for name, method, role in (line.split() for line in MEMBERS.strip().splitlines())
}
ROLES = ["viewer", "contributor", "core", "coordinator"]
# What a number in an address stands for, by the beginning of the address's name.
THINGS = {
    "workshops:": Workshop,
    **dict.fromkeys(["surveys:question", "surveys:invite", "surveys:send", "surveys:remind"], "prepared"),
    **dict.fromkeys(["surveys:codes_make", "surveys:open", "surveys:edit"], "prepared"),
    "surveys:invitation_again": "prepared",
    "surveys:": Survey,
    "reports:workshop": Workshop,
    "reports:survey_codes": "prepared",
    "reports:survey": Survey,
    "clusters:fact": Fact,
    "clusters:person": Membership,
    "clusters:invitation": Invitation,
    "ecosystem:bulk_undo": BulkChange,
    "ecosystem:view": SavedView,
    "ecosystem:merge_undo": Merge,
    "ecosystem:registration_restore": "declined",
    "ecosystem:registration": Registration,
    "ecosystem:partner_survey": PartnerSurvey,
    "ecosystem:entry": Policy,
    "entries:partner_take_back": Relation,
    "entries:": Offer,
    "ecosystem:service_add": Organisation,
    "ecosystem:service": Offer,
    "ecosystem:contact_add": Organisation,
    "ecosystem:contact": Contact,
    "ecosystem:relation_add": Organisation,
    "ecosystem:relation": Relation,
    "ecosystem:matching_need": Need,
    "ecosystem:introduction": Introduction,
    "ecosystem:sheet": SheetImport,
    "ecosystem:": Organisation,
    "rounds:finding": Finding,
    "rounds:vision_take_back": "proposed",
    "rounds:vision_agree": "proposed",
    "rounds:vision": VisionVersion,
    "rounds:factor": SuccessFactor,
    "rounds:influence": InfluenceGroup,
    "rounds:indicator": Indicator,
    "rounds:milestone_add": Measure,
    "rounds:milestones_generate": Measure,
    "rounds:milestone": Milestone,
    "rounds:resource_add": Measure,
    "rounds:resource": MeasureResource,
    "rounds:measure": Measure,
    "rounds:contributor": Measure,
    "rounds:dependency": Measure,
}


def named_urls(resolver=None, before: str = "", namespace: str = "") -> dict[str, str]:
    """Every named address with its whole pattern."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            found[f"{namespace}{pattern.name}"] = route
        else:
            if pattern.namespace == "admin":
                continue  # Django's own pages: tests/accounts/test_admin.py
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= named_urls(pattern, route, inner)
    return found


ADDRESSES = named_urls()


def test_every_named_address_stands_in_the_table():
    assert set(ADDRESSES) == {*PUBLIC, *SIGNED_IN, *TABLE}


def furnish(slug: str, member: Membership | None = None) -> dict[type | str, int]:
    """A cluster with one of everything. Returns the number of each thing."""
    cluster, _ = Cluster.objects.get_or_create(slug=slug, defaults={"name": slug, "country": "SE"})
    ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
    round_ = Round.objects.create(cluster=cluster, number=1, ratings=ratings)
    organisation = Organisation.objects.create(
        cluster=cluster, name="Harbour Works", influence=4, interest=4, latitude=59.3, longitude=18.1
    )
    finding = Finding.objects.create(
        round=round_, category="people", text="Two people", source_file_name="a.txt"
    )
    finding.source_file.save("a.txt", ContentFile(b"evidence"))
    FocusChoice.objects.create(round=round_, dimension="membership")
    goal = Goal.objects.create(round=round_, dimension="membership", title="More members")
    measure = Measure.objects.create(goal=goal, title="Ask around")
    other = Measure.objects.create(goal=goal, title="Ask again")
    MeasureDependency.objects.create(measure=measure, needs=other)
    baseline = baseline_data(round_, frameworks.framework("csei", 1, "en"))
    Snapshot.objects.create(round=round_, kind="baseline", number=1, data=baseline)
    plan = replace(plan_document(round_, "en"), agreed_version=1, agreed_on=timezone.localdate())
    Snapshot.objects.create(round=round_, kind="plan", number=1, data=plan.to_json())
    rows = [
        Fact.objects.create(cluster=cluster, text="Founded in a storm"),
        Invitation.objects.create(cluster=cluster, expires_at=timezone.now() + timedelta(days=7)),
        VisionVersion.objects.create(round=round_, number=1, text="Together", author_name="core"),
        SuccessFactor.objects.create(round=round_, text="Trust"),
        InfluenceGroup.objects.create(round=round_, name="Table one"),
        Indicator.objects.create(goal=goal, name="Members"),
        Milestone.objects.create(measure=measure, title="Half way", due=timezone.localdate()),
        MeasureResource.objects.create(measure=measure, kind="time"),
        finding,
        organisation,
        measure,
    ]
    measure.contributor_organisations.add(organisation)
    rows += revealed_survey(round_)
    prepared = add_survey(round=round_, by=None, anonymity="sector", title="What do you see?")
    question = Question.objects.create(survey=prepared, kind="text", text="What else?")
    workshop = Workshop.objects.create(cluster=cluster, round=round_, title="Kick-off")
    activity = Activity.objects.create(workshop=workshop, kind="ideas", title="Collect", phase="open")
    rows += [
        workshop,
        activity,
        Idea.objects.create(activity=activity, text="More trams"),
        IdeaGroup.objects.create(activity=activity, title="Transport"),
        Proposal.objects.create(activity=activity, number=1, text="We meet"),
        Participant.objects.create(workshop=workshop, token=slug),
    ]
    partner = Organisation.objects.create(cluster=cluster, name="Boat Builders")
    rows += [
        BulkChange.objects.create(cluster=cluster, field="sector", before={str(organisation.pk): ""}),
        SheetImport.objects.create(
            cluster=cluster, file_name="a.csv", digest="0", status="done", undo=nothing_done()
        ),
        Offer.objects.create(organisation=organisation, category="knowledge", text="Courses"),
        Contact.objects.create(
            organisation=organisation, name="Front desk", lawful_basis="public_task", delete_on="2030-01-01"
        ),
        Relation.objects.create(cluster=cluster, first=organisation, second=partner, kind="knows"),
        Need.objects.create(organisation=organisation, category="knowledge", text="Advice"),
        Introduction.objects.create(cluster=cluster, first=organisation, second=partner),
        Merge.objects.create(cluster=cluster, kept=partner, gone=organisation),
        Registration.objects.create(cluster=cluster, values={"name": "Newcomers"}),
        Policy.objects.create(cluster=cluster, name="City strategy", level="local"),
    ]
    if member:
        CalendarLink.objects.create(cluster=cluster, user=member.user)
        rows.append(SavedView.objects.create(cluster=cluster, owner=member.user, name="Mine"))
    proposed = VisionVersion.objects.create(round=round_, number=2, status="proposed", author_name="core")
    numbers = {type(row): row.pk for row in rows}
    RegistrationPage.objects.create(cluster=cluster, is_open=True)
    EntryLink.objects.create(organisation=organisation)
    partner_survey = PartnerSurvey.objects.create(cluster=cluster, title="Partners")
    asked = PartnerInvitation.objects.create(survey=partner_survey, organisation=organisation)
    numbers |= {PartnerSurvey: partner_survey.pk, PartnerInvitation: asked.pk}
    declined = Registration.objects.create(cluster=cluster, values={"name": "No"}, state="declined")
    numbers["declined"] = declined.pk
    numbers |= {"prepared": prepared.pk, "asked": question.pk}
    numbers["invited"] = SurveyInvitation.objects.create(survey=prepared).pk
    matrix = Activity.objects.create(
        workshop=workshop, kind="influence", title="What moves what?", survey=prepared
    )
    goals = Activity.objects.create(workshop=workshop, kind="goal", title="One goal")
    numbers["matrix"] = matrix.pk
    numbers[GoalDraft] = GoalDraft.objects.create(activity=goals, group=1, outcome="Advice").pk
    numbers |= {"proposed": proposed.pk, "needed": other.pk, "partner": partner.pk}
    if member:
        numbers[Membership] = member.pk
    return numbers


def revealed_survey(round_: Round) -> list[Model]:
    """A survey that five people answered, revealed and taken over, and an invitation to it."""
    survey = add_survey(round=round_, by=None, anonymity="sector", title="Ask the coast")
    wave = current_wave(survey)
    for _person in range(5):
        ballot = ballot_on_paper(survey=survey, source="paper", sector="public")
        answer(
            ballot=ballot, wave=wave, answers=Answers(levels={Aspect.NOW: {"membership": 4}}), by_team=True
        )
    Survey.objects.filter(pk=survey.pk).update(status="closed")
    wave.revealed_at = timezone.now()
    wave.save()
    keep(wave)
    decision = Decision.objects.create(round=round_, kind="voices", decided_on=timezone.localdate())
    return [
        survey,
        SurveyInvitation.objects.create(survey=survey, email="person@example.org"),
        Adoption.objects.create(round=round_, aspect="now", ratings=wave.ratings, decision=decision),
        AnswerImport.objects.create(
            cluster=round_.cluster, survey=survey, file_name="a.csv", digest="0", status="given_up"
        ),
    ]


def token_of(name: str, slug: str) -> str:
    rows = Invitation.objects.filter(cluster__slug=slug)
    if name.startswith("entries:register"):
        rows = RegistrationPage.objects.filter(cluster__slug=slug)
    elif name == "entries:calendar":
        rows = CalendarLink.objects.filter(cluster__slug=slug)
    elif name.startswith("entries:partner"):
        rows = PartnerInvitation.objects.filter(survey__cluster__slug=slug)
    elif name.startswith("entries:"):
        rows = EntryLink.objects.filter(organisation__cluster__slug=slug)
    return rows.values_list("token", flat=True).first() or "none"


def invitation_of(name: str) -> type | str:
    if name.startswith("ecosystem:"):
        return PartnerInvitation
    return "invited" if name.endswith("_again") else SurveyInvitation


def address(name: str, things: dict[type | str, int], slug: str = "north") -> str:
    """The address with every part filled in from the furnished cluster."""
    model = next((model for start, model in THINGS.items() if name.startswith(start)), None)
    values = {
        "slug": "csei" if name.startswith("guide:") else slug,
        "edition": 1,
        "number": 1,
        "activity": things.get("matrix" if name.startswith("workshops:landing_matrix") else Activity, 0),
        "draft": things.get(GoalDraft, 0),
        "survey": things.get("prepared", 0),
        "small_group": 1,
        "way": "aside",
        "idea": things.get(Idea, 0),
        "group": things.get(IdeaGroup, 0),
        "proposal": things.get(Proposal, 0),
        "person": things.get(Participant, 0),
        "ballot": Ballot.objects.filter(survey__cluster__slug=slug).values_list("pk", flat=True).first() or 0,
        "version": 1,
        "phase": 1,
        "pk": things.get(model, 0),
        "needs": things.get("needed", 0),
        "of": things.get(Organisation, 0),
        "other": things.get("partner", 0),
        "section": "who",
        "register": "policies",
        "side": "offers",
        "key": key_of(name, things),
        "dimension": "membership",
        "question": "problem",
        "token": token_of(name, slug),
        "name": "octant",
        "file": "network.gexf",
        "step": "accepted",
        "ext": "svg",
        "part": "measures",
        "code": code_of(name, things, slug),
        "invitation": "CDFGHJKMNPQR",
        "invitation_pk": things.get(invitation_of(name), 0),
        "question_pk": things.get("asked", 0),
        "adoption": things.get(Adoption, 0),
        "import_pk": things.get(AnswerImport, 0),
        "aspect": "now",
    }
    parts = re.findall(r"<(?:\w+:)?(\w+)>", ADDRESSES[name])
    return reverse(name, kwargs={part: values[part] for part in parts})


def key_of(name: str, things: dict[type | str, int]) -> str:
    """What `key` means in this address: the secret of a screen, or something of the framework."""
    if name.startswith("room:screen"):
        return screens.key(Workshop(pk=things[Workshop]))
    return "idea" if name == "rounds:factor_add_general" else "membership"


def code_of(name: str, things: dict[type | str, int], slug: str) -> str:
    """What `code` means in this address: an organisation's, a workshop's or a survey's."""
    if name.startswith("answer:"):
        survey = Survey.objects.filter(cluster__slug=slug).order_by("pk").first()
        return survey.code if survey else "none"
    if name.startswith(("room:", "join:")):
        workshop = Workshop.objects.filter(cluster__slug=slug).order_by("pk").first()
        return workshop.code if workshop else "none"
    return f"o:{things.get(Organisation, 0)}"


def posted(name: str, things: dict[type | str, int]) -> dict[str, object]:
    """What a POST has to carry so that it is about a thing at all."""
    return {
        "clusters:person_role": {"role": "core"},
        "workshops:press": {"press": "start:1"},
        "workshops:idea_move": {"item": things[Idea], "list": "g-0"},
        "workshops:activity_order": {"item": things[Activity], "position": 0},
        "surveys:question_move": {"item": things["asked"], "position": 0},
        "rounds:factor_order": {"item": things[SuccessFactor], "position": 0},
        "rounds:finding_move": {"item": things[Finding], "list": "finance", "position": 0},
    }.get(name, {})


def ask(client: Client, method: str, url: str, data: dict[str, object]) -> HttpResponse:
    return client.post(url, data) if method == "POST" else client.get(url)


@pytest.fixture(scope="module")
def furnished(once):
    """The people and the things of a cluster, written once for all tests here."""
    people = add_people(add_cluster())
    return people, furnish("north", people["viewer"].memberships.get())


@pytest.fixture
def people(furnished, db):
    return deepcopy(furnished[0])


@pytest.fixture
def things(furnished, db):
    return furnished[1]


@pytest.mark.parametrize("name", TABLE)
def test_members(name, things, client_as):
    method, least = TABLE[name]
    url = address(name, things)
    # From nobody to the strongest, so that nothing is removed before the last one asks.
    data = posted(name, things)
    anonymous = ask(client_as(""), method, url, data)
    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith(reverse("account_login"))
    assert ask(client_as("stranger"), method, url, data).status_code == 404
    for role in ROLES:
        status = ask(client_as(role), method, url, data).status_code
        if ROLES.index(role) < ROLES.index(least):
            assert status == 403, f"{role} got {status}"
        else:
            assert status in {200, 302, 400, 409, 422}, f"{role} got {status}"
            if method == "POST":
                return  # a second POST may find the thing gone


@pytest.mark.parametrize("name", SIGNED_IN)
def test_signed_in(name, db, client_as):
    url = reverse(name)
    assert client_as("").get(url).status_code == 302
    assert client_as("stranger").get(url).status_code == 200


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("role", ["", "stranger", "coordinator"])
def test_public(name, role, things, client_as):
    status = client_as(role).get(address(name, things)).status_code
    # A closed account is told so with 403; the administration's door is shut to those who are signed in.
    closed = {"account_inactive": 403, "room:phone_hello": 403, "admin_login": 404 if role else 302}
    assert status in {200, 302, 405, closed.get(name)}


@pytest.mark.parametrize(
    "name",
    [name for name in TABLE if name.startswith(tuple(THINGS)) and "pk" in ADDRESSES[name]],
)
def test_nothing_of_another_cluster_is_reached_through_ones_own(name, things, people, client_as):
    other = Cluster.objects.create(slug="south", name="South", country="PL")
    theirs = furnish(
        "south", Membership.objects.create(cluster=other, user=people["stranger"], role=Role.VIEWER)
    )
    method, _ = TABLE[name]
    before = rows(theirs)
    url = address(name, theirs | {"needed": things["needed"]})
    assert ask(client_as("coordinator"), method, url, posted(name, things)).status_code == 404
    assert rows(theirs) == before


def rows(things: dict[type | str, int]) -> dict[str, object]:
    """Everything about these things, to see that nothing has changed."""
    return {
        str(model): model.objects.filter(pk=pk).values().get()
        for model, pk in things.items()
        if not isinstance(model, str)
    }
