"""Surveys, workshops and the ecosystem of a cluster of any size; see big.py."""

import random
from datetime import date, timedelta
from itertools import islice, pairwise

LEAST_PEOPLE = 6  # below the smallest group of a survey nothing may be shown
IDEAS = 10  # ideas under one heading


def survey(round_, by, people: int):
    """A survey about everything, with questions of its own, answered by so many people and revealed."""
    from octant.frameworks import queries as frameworks
    from octant.ratings.models import Aspect, Comment, Rating, Respondent, random_id
    from octant.surveys.actions.surveys import add_survey
    from octant.surveys.actions.waves import reveal
    from octant.surveys.models import Answer, Ballot, Influence, Question, Survey
    from octant.surveys.queries.answers import current_wave

    people = max(people, LEAST_PEOPLE)
    made = add_survey(
        round=round_, by=by, anonymity="sector", title="What do you see?", depth="statements",
        asks_wished=True, asks_influence=True, asks_sector="required",
    )  # fmt: skip
    options = [{"key": key, "text": f"Answer {key}"} for key in "abcd"]
    kinds = ["single", "multiple", "scale", "text", "ranking"]
    questions = [
        Question.objects.create(survey=made, kind=kind, text=f"A {kind}?", options=options, position=n)
        for n, kind in enumerate(kinds)
    ]
    Survey.objects.filter(pk=made.pk).update(status="open")
    wave = current_wave(made)
    framework = frameworks.framework("csei", 1, "en")
    keys = [row.key for row in framework.dimensions]
    items = [(Aspect.NOW, statement.id) for statement in framework.statements]
    items += [(aspect, key) for aspect in (Aspect.NOW, Aspect.WISHED) for key in keys]
    sectors = ["public", "private", "social", "academic"]
    ballots = Ballot.objects.bulk_create(Ballot(survey=made, sector=sectors[n % 4]) for n in range(people))
    voices = Respondent.objects.bulk_create(
        Respondent(pk=random_id(), rating_set=wave.ratings, voice=ballot.pk, sector=ballot.sector)
        for ballot in ballots
    )
    chance = random.Random(people)
    Rating.objects.bulk_create(
        (
            Rating(
                pk=random_id(), rating_set=wave.ratings, respondent=voice, aspect=aspect, item=item,
                level=chance.choice([1, 2, 3, 4, 5, None]),
            )
            for voice in voices
            for aspect, item in items
        ),
        batch_size=5000,
    )  # fmt: skip
    Comment.objects.bulk_create(
        Comment(
            rating_set=wave.ratings, respondent=voice, aspect=Aspect.NOW, item=keys[n % len(keys)],
            text="Because of what I see every day",
        )
        for n, voice in enumerate(voices)
    )  # fmt: skip
    Influence.objects.bulk_create(
        (
            Influence(wave=wave, ballot=ballot, source=source, target=target, strength=chance.randint(0, 3))
            for ballot in ballots
            for source, target in pairwise(keys)
        ),
        batch_size=5000,
    )
    answers = {
        "single": {"option": "a"}, "multiple": {"option": "b"}, "scale": {"number": 4},
        "text": {"text": "More trains"}, "ranking": {"option": "a", "number": 1},
    }  # fmt: skip
    Answer.objects.bulk_create(
        Answer(wave=wave, ballot=ballot, question=question, **answers[question.kind])
        for ballot in ballots
        for question in questions
    )
    reveal(survey=Survey.objects.select_related("round", "cluster").get(pk=made.pk), by=by)
    return made


def prepared_survey(round_, by, people: int):
    """A survey still in preparation, with its questions and its invitations."""
    from octant.surveys.actions.surveys import add_survey
    from octant.surveys.models import Invitation, Question

    made = add_survey(round=round_, by=by, anonymity="sector", title="Next year")
    for n in range(min(people, 12)):
        Question.objects.create(survey=made, kind="scale", text=f"How much of {n}?", position=n)
    Invitation.objects.bulk_create(
        Invitation(survey=made, email=f"guest{n}@example.org") for n in range(people)
    )
    return made


def workshop(round_, by, people: int):
    """A workshop with every kind of activity that leaves something behind, and people who took part."""
    from octant.frameworks import queries as frameworks
    from octant.workshops.actions.agenda import add_activity, add_workshops
    from octant.workshops.models import (
        Dot,
        GoalDraft,
        GroupCell,
        Idea,
        IdeaGroup,
        Participant,
        Proposal,
        Voice,
        Workshop,
    )

    made = add_workshops(round=round_, by=by, agenda=None, title="Kick-off", anonymity="sector")[0]
    keys = [row.key for row in frameworks.framework("csei", 1, "en").dimensions]
    guests = Participant.objects.bulk_create(
        Participant(workshop=made, token=f"{made.pk}-{n}", sector="public") for n in range(people)
    )
    ideas = add_activity(workshop=made, kind="ideas", title="What is missing?", feeds="findings")
    headings = [
        IdeaGroup.objects.create(activity=ideas, title=f"Heading {n}", position=n)
        for n in range(max(2, people // 50))
    ]
    collected = Idea.objects.bulk_create(
        Idea(
            activity=ideas, participant=guest, text=f"Idea {n}: more trams", group=headings[n % len(headings)]
        )
        for n, guest in enumerate(islice(guests, len(headings) * IDEAS))
    )
    dots = add_activity(workshop=made, kind="dots", title="What matters most?", source=ideas)
    Dot.objects.bulk_create(
        Dot(activity=dots, participant=guest, idea=collected[n % len(collected)])
        for n, guest in enumerate(guests)
    )
    matrix = add_activity(workshop=made, kind="influence", title="What moves what?")
    GroupCell.objects.bulk_create(
        GroupCell(activity=matrix, group=group, source=source, target=target, strength=2)
        for group in (1, 2)
        for source, target in pairwise(keys)
    )
    goals = add_activity(workshop=made, kind="goal", title="One goal")
    for group in (1, 2):
        GoalDraft.objects.create(activity=goals, group=group, dimension=keys[group], outcome="More advice")
    consent = add_activity(workshop=made, kind="consent", title="Do we go on like this?")
    proposals = [Proposal.objects.create(activity=consent, number=n, text="We meet") for n in (1, 2)]
    Voice.objects.bulk_create(
        Voice(activity=consent, participant=guest, proposal=proposal, stance="consent")
        for guest in guests
        for proposal in proposals
    )
    Workshop.objects.filter(pk=made.pk).update(status="ended")
    return made


def ecosystem(cluster, by, organisations: list) -> None:
    """What hangs on the organisations: places, offers, needs, contacts, relations and the landscape."""
    from octant.ecosystem.actions.network import work_out
    from octant.ecosystem.models import (
        Contact,
        Funding,
        Introduction,
        Need,
        Offer,
        Organisation,
        PartnerInvitation,
        PartnerSurvey,
        Policy,
        Registration,
        Relation,
    )
    from octant.ecosystem.queries.network import NetworkView, read
    from octant.frameworks import queries as frameworks

    count = len(organisations)
    categories = [row.key for row in frameworks.framework("csei", 1, "en").resource_categories]
    for n, row in enumerate(organisations):
        row.latitude, row.longitude = 48 + n % 70 / 10, 8 + n % 60 / 10
        row.influence, row.interest = 1 + n % 5, 1 + n % 4
    organisations[0].web = organisations[1].web = "https://twice.example.org/"  # one pair of doubles
    placed = ["latitude", "longitude", "influence", "interest", "web"]
    Organisation.objects.bulk_update(organisations, placed)
    for model in (Offer, Need):
        model.objects.bulk_create(
            model(organisation=row, category=categories[n % len(categories)], text=f"Advice for founders {n}")
            for n, row in enumerate(organisations)
        )
    Contact.objects.bulk_create(
        Contact(organisation=row, name="Front desk", lawful_basis="public_task", delete_on=date(2030, 1, 1))
        for row in organisations
    )
    pairs = [*pairwise(organisations), *zip(organisations, organisations[7:], strict=False)]
    Relation.objects.bulk_create(
        Relation(cluster=cluster, first=first, second=second, kind="knows") for first, second in pairs
    )
    some = max(2, count // 25)
    Introduction.objects.bulk_create(
        Introduction(cluster=cluster, first=first, second=second)
        for first, second in islice(zip(organisations, organisations[::-1], strict=True), some // 2)
    )
    Policy.objects.bulk_create(
        Policy(cluster=cluster, name=f"Rule {n}", level="local", review_on=date(2027, 1, 1))
        for n in range(some)
    )
    Funding.objects.bulk_create(
        Funding(cluster=cluster, name=f"Call {n}", amount=50_000, deadline=date(2027, 1, 1) + timedelta(n))
        for n in range(some)
    )
    Registration.objects.bulk_create(
        Registration(cluster=cluster, values={"name": f"Newcomers {n}"}) for n in range(some)
    )
    partners = PartnerSurvey.objects.create(cluster=cluster, title="Who works with whom?", created_by=by)
    PartnerInvitation.objects.bulk_create(
        PartnerInvitation(survey=partners, organisation=row) for row in organisations
    )
    # A large network is worked out beside the server; the pages are measured once it is.
    work_out(cluster, NetworkView(), read(cluster, NetworkView()))
