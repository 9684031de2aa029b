"""Letting organisations in, and letting them keep their own entry up to date."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.core.editing import change
from octant.journal.actions import record

from ..fields import Words
from ..models import (
    EntryLink,
    LawfulBasis,
    MembershipState,
    Need,
    Offer,
    Organisation,
    Registration,
    RegistrationPage,
    RegistrationState,
    RelationSource,
)
from ..models.registrations import secret
from . import register, relations
from .contacts import UNDO, add_contact
from .services import add_service

MOST_WAITING = 500  # a queue nobody looks at does not grow without end
KEPT_FOR = timedelta(days=365 * 2)
PLAIN = ("sector", "kind", "place", "web")
WORDS = ("fields_of_work", "target_groups")


class QueueIsFull(Exception):
    """Nobody has looked at the queue for long."""


class AlreadyDecided(Exception):
    """Somebody else has accepted or declined it meanwhile."""


# --- The public form ----------------------------------------------------------------------------------------


@transaction.atomic
def page_of(cluster: Cluster) -> RegistrationPage:
    return RegistrationPage.objects.get_or_create(cluster=cluster)[0]


@transaction.atomic
def change_page(
    *, page: RegistrationPage, version: int, values: dict[str, Any], by: User
) -> RegistrationPage:
    """Raises EditConflict."""
    fresh, before = change(page, version=version, values=values)
    if before:
        after = {name: values[name] for name in before}
        record(cluster=page.cluster, by=by, verb="registration_page_changed", before=before, after=after)
    return fresh


@transaction.atomic
def new_address(*, page: RegistrationPage, by: User) -> None:
    """The old address stops working."""
    page.token = secret()
    page.save(update_fields=["token", "changed_at"])
    record(cluster=page.cluster, by=by, verb="registration_address_changed")


@transaction.atomic
def send(*, cluster: Cluster, values: dict[str, Any]) -> Registration:
    """Put it into the queue. Raises QueueIsFull."""
    waiting = Registration.objects.filter(cluster=cluster, state=RegistrationState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise QueueIsFull
    return Registration.objects.create(cluster=cluster, values=values)


@transaction.atomic
def accept(*, registration: Registration, name: str, by: User) -> Organisation:
    """Into the register with it. Raises AlreadyThere and AlreadyDecided."""
    _require(registration, RegistrationState.WAITING)
    cluster, sent = registration.cluster, registration.values
    if "partner_of" in sent:
        return _accept_partner(registration, name, by)
    day = timezone.localdate()
    values: dict[str, Any] = {key: sent[key] for key in PLAIN if key in sent}
    values |= {key: Words(sent[key]) for key in WORDS if key in sent}
    row = register.add(
        cluster=cluster,
        by=by,
        name=name,
        membership=MembershipState.INTERESTED,
        source=_("Registered itself"),
        as_of=registration.at.date().isoformat(),
        **values,
    )
    for model, side in ((Offer, "offer"), (Need, "need")):
        if f"{side}_text" in sent:
            text, category = sent[f"{side}_text"], sent[f"{side}_category"]
            add_service(model=model, organisation=row, by=by, category=category, text=text)
    if "contact_name" in sent:
        add_contact(
            organisation=row,
            by=by,
            name=sent["contact_name"],
            email=sent.get("contact_email", ""),
            lawful_basis=LawfulBasis.CONSENT,
            source=_("Registered itself"),
            consent_on=registration.at.date(),
            consent_note=_("to get in touch"),
            delete_on=day + KEPT_FOR,
        )
    _decide(registration, RegistrationState.ACCEPTED, by)
    registration.organisation, registration.values = row, {"name": sent.get("name", "")}
    registration.save(update_fields=["organisation", "values"])
    return row


def _accept_partner(registration: Registration, name: str, by: User) -> Organisation:
    """Somebody named it as a partner: into the register with it if it is new, and the relation with it."""
    cluster, sent = registration.cluster, registration.values
    row = register.find_or_add(cluster=cluster, name=name, by=by)
    sayer = Organisation.kept.filter(cluster=cluster, pk=sent["partner_of"]).first()
    if sayer and sayer != row:
        first, second = (row, sayer) if sent["backwards"] else (sayer, row)
        relations.relate(
            cluster=cluster,
            first=first,
            second=second,
            kind=sent["kind"],
            strength=sent["strength"],
            source=RelationSource.SURVEY,
            said_by=sayer,
            by=by,
        )
    _decide(registration, RegistrationState.ACCEPTED, by)
    registration.organisation = row
    registration.save(update_fields=["organisation"])
    return row


@transaction.atomic
def decline(*, registration: Registration, by: User) -> None:
    """Hide it; after a day what was sent may be erased. Raises AlreadyDecided."""
    _require(registration, RegistrationState.WAITING)
    _decide(registration, RegistrationState.DECLINED, by)
    record(cluster=registration.cluster, by=by, verb="registration_declined", subject=registration)


@transaction.atomic
def wait_again(*, registration: Registration, by: User) -> None:
    _require(registration, RegistrationState.DECLINED)
    if registration.values:
        _decide(registration, RegistrationState.WAITING, by)
        record(cluster=registration.cluster, by=by, verb="registration_restored", subject=registration)


def erase_declined(cluster: Cluster) -> None:
    """Forget what declined organisations had sent, once it can no longer be undone."""
    Registration.objects.filter(
        cluster=cluster, state=RegistrationState.DECLINED, decided_at__lt=timezone.now() - UNDO
    ).update(values={})


def _require(registration: Registration, state: RegistrationState) -> None:
    """Of two who decide at the same time the second waits here, and hears that it is decided."""
    rows = Registration.objects.select_for_update(no_key=True)
    registration.refresh_from_db(fields=["state", "values"], from_queryset=rows)
    if registration.state != state:
        raise AlreadyDecided


def _decide(registration: Registration, state: RegistrationState, by: User) -> None:
    registration.state = state
    registration.decided_at = None if state == RegistrationState.WAITING else timezone.now()
    registration.decided_by = by
    registration.save(update_fields=["state", "decided_at", "decided_by"])


# --- The organisation's own link ----------------------------------------------------------------------------


@transaction.atomic
def make_link(*, organisation: Organisation, by: User) -> EntryLink:
    """A new secret address; the one before stops working."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    EntryLink.objects.filter(organisation=organisation, revoked_at=None).update(revoked_at=timezone.now())
    link = EntryLink.objects.create(organisation=organisation, made_by=by)
    record(cluster=organisation.cluster, by=by, verb="entry_link_made", subject=organisation)
    return link


@transaction.atomic
def revoke_link(*, organisation: Organisation, by: User) -> None:
    open_ones = EntryLink.objects.filter(organisation=organisation, revoked_at=None)
    if open_ones.update(revoked_at=timezone.now()):
        record(cluster=organisation.cluster, by=by, verb="entry_link_revoked", subject=organisation)


def note_use(link: EntryLink) -> None:
    """The day it was used last, so that the team sees whether it is."""
    today = timezone.localdate()
    if link.last_used_on != today:
        EntryLink.objects.filter(pk=link.pk).update(last_used_on=today)
