"""Who answers for something: a person of the team or an organisation of the register.

One field offers both. What arrives is a code ("m:12" for a membership, "o:7" for an organisation) or a name.
A name that nobody has becomes an organisation of the register, but only when the form is saved on purpose:
while it saves as you go, half a name may be in the field.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from octant.accounts.models import User
from octant.clusters.models import Cluster, Membership
from octant.core.editing import Clash, EditConflict
from octant.core.requests import whole_number
from octant.core.validators import no_control_characters
from octant.ecosystem import queries as register
from octant.ecosystem.actions import find_or_add
from octant.ecosystem.models import Organisation

from .models import Round
from .models.goals import Owned
from .steps import url


@dataclass(frozen=True, slots=True)
class Owner:
    """At most one of the three is set. `new_name` is an organisation that is not in the register yet."""

    member: Membership | None = None
    organisation: Organisation | None = None
    new_name: str = ""

    def __str__(self) -> str:
        return str(self.member or self.organisation or self.new_name)

    def __bool__(self) -> bool:
        return bool(self.member or self.organisation or self.new_name)

    @property
    def code(self) -> str:
        if self.member:
            return f"m:{self.member.pk}"
        return f"o:{self.organisation.pk}" if self.organisation else ""


def owner_of(row: Owned) -> Owner:
    """The owner of a goal or a measure; both joins should be made."""
    return Owner(row.owner, row.owner_organisation)


def members(cluster: Cluster) -> QuerySet[Membership]:
    return Membership.objects.filter(cluster=cluster).select_related("user")


def suggestions(cluster: Cluster, typed: str) -> list[dict[str, str]]:
    """Names that contain what was typed, as static/octant/js/suggest.js reads them: team, then register."""
    wanted = typed.strip().casefold()
    team = members(cluster).filter(left_at=None).order_by("user__name", "pk") if wanted else []
    return [
        *(
            {"value": f"m:{member.pk}", "label": str(member), "note": str(member.get_role_display())}
            for member in team
            if wanted in str(member).casefold()
        ),
        *(
            {"value": f"o:{row.value}", "label": row.label, "note": row.note}
            for row in register.suggestions(cluster, typed)
        ),
    ][: register.MOST_SUGGESTIONS]


OWNER_HELP = _(
    "Start to type a name: a person of the team or an organisation. "
    "A new organisation is added when you save."
)


class OwnerField(forms.CharField):
    """Gives an Owner. `current` is who stands there now; it may stay even if that person has left."""

    def __init__(self, *, round_: Round, current: Owner | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(max_length=200, validators=[no_control_characters], **kwargs)
        self.cluster, self.current = round_.cluster, current or Owner()
        self.initial = str(self.current) if self.current else ""
        self.widget.attrs["data-suggest-url"] = url(round_, "owners")

    def clean(self, value: object) -> Owner:
        text = super().clean(value)
        if not text:
            return Owner()
        if text.casefold() in (str(self.current).casefold(), self.current.code):
            return self.current
        kind, _colon, number = text.partition(":")
        pk = whole_number(number)
        if kind in ("m", "o") and pk is not None:
            return self._by_code(kind, pk)
        return self._by_name(text)

    def _by_code(self, kind: str, pk: int) -> Owner:
        if kind == "m":
            owner = Owner(member=members(self.cluster).filter(left_at=None, pk=pk).first())
        else:
            owner = Owner(organisation=Organisation.kept.filter(cluster=self.cluster, pk=pk).first())
        if not owner:
            raise ValidationError(_("Choose somebody of the team or an organisation of this register."))
        return owner

    def _by_name(self, name: str) -> Owner:
        same = [
            member
            for member in members(self.cluster).filter(left_at=None)
            if name.casefold() in (str(member).casefold(), member.user.email.casefold())
        ]
        if len(same) > 1:
            raise ValidationError(
                _("Several people are called “%(name)s”. Write the e-mail address instead."),
                params={"name": name},
            )
        if same:
            return Owner(member=same[0])
        organisation = register.same_name(self.cluster, name)
        return Owner(organisation=organisation) if organisation else Owner(new_name=name)


def in_register(owner: Owner, *, cluster: Cluster, by: User) -> Owner:
    """The same owner, a new organisation having been added to the register."""
    if not owner.new_name:
        return owner
    return Owner(organisation=find_or_add(cluster=cluster, by=by, name=owner.new_name))


# The two columns behind the one field on the page.
OWNER = ("owner", "owner_organisation")


def with_one_owner(conflict: EditConflict) -> EditConflict:
    """Person and organisation are one field on the page, so a conflict shows them as one."""
    theirs = [clash for clash in conflict.clashes if clash.field in OWNER]
    if not theirs:
        return conflict
    others = [clash for clash in conflict.clashes if clash not in theirs]
    owner = Clash(
        "owner",
        theirs[0].label,
        next((clash.theirs for clash in theirs if clash.theirs), ""),
        next((clash.yours for clash in theirs if clash.yours), ""),
    )
    return EditConflict(conflict.row, [*others, owner])
