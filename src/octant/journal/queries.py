"""Reading the journal: filtered, searched, each entry with its differences in words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from octant.domain.change import Change, compare_texts

from .models import Entry, EntryKind, Visibility
from .verbs import around, label, sentence

# Longer texts are shown one under the other instead of word by word.
LONGEST_COMPARED = 3000
# And changes longer than this open only when asked for.
LONGEST_INLINE = 300


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader asked for; empty values ask for nothing."""

    kind: str = ""
    verb: str = ""
    person: int | None = None
    round_number: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed. `difference` is empty unless both texts are there and not too long."""

    label: str
    before: str
    after: str
    difference: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it."""

    pk: int
    at: datetime
    who: str
    kind: str
    kind_label: str
    sentence: str
    subject: str
    round_number: int | None
    text: str
    visibility: str
    visibility_label: str
    changes: tuple[FieldChange, ...]

    @property
    def opening(self) -> str:
        return around(self.sentence)[0]

    @property
    def ending(self) -> str:
        return around(self.sentence)[1]

    @property
    def is_long(self) -> bool:
        """Too much to stand in the list unasked."""
        return len(self.changes) > 2 or any(
            len(change.before) + len(change.after) > LONGEST_INLINE for change in self.changes
        )


def entries(
    cluster: Any, visible: Collection[Visibility], wanted: Filter = Filter()
) -> "models.QuerySet[Entry]":
    """Entries the reader may see, newest first. `visible` comes from the reader's role."""
    rows = Entry.objects.filter(cluster=cluster, visibility__in=visible).select_related("by")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.person:
        rows = rows.filter(by=wanted.person)
    if wanted.round_number:
        rows = rows.filter(round_number=wanted.round_number)
    if wanted.since:
        rows = rows.filter(at__date__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(at__date__lte=wanted.until)
    if wanted.text:
        rows = rows.filter(
            _has(wanted.text, "subject") | _has(wanted.text, "text") | _has(wanted.text, "by_name")
        )
    return rows


def _has(text: str, field: str) -> models.Q:
    """Contains the text in one of its usual cases: a database may know the case of ASCII letters only."""
    found = models.Q()
    for spelling in {text, text.lower(), text.upper(), text.capitalize()}:
        found |= models.Q(**{f"{field}__icontains": spelling})
    return found


def lines(rows: Iterable[Entry]) -> Iterator[Line]:
    for entry in rows:
        yield Line(
            pk=entry.pk,
            at=entry.at,
            who=who(entry),
            kind=entry.kind,
            kind_label=entry.get_kind_display(),
            sentence=sentence(entry.verb),
            subject=entry.subject,
            round_number=entry.round_number,
            text=entry.text,
            visibility=entry.visibility,
            visibility_label=entry.get_visibility_display(),
            changes=changes(entry),
        )


def who(entry: Entry) -> str:
    """The name as it was then; Octant itself, or nobody we may name, when there is none."""
    return entry.by_name or (_("Former member") if entry.by_id else "Octant")


def changes(entry: Entry) -> tuple[FieldChange, ...]:
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    return tuple(_change(entry, name) for name in names)


def verbs_used(cluster: Any, visible: Collection[Visibility]) -> list[tuple[str, str]]:
    """What happened in this journal so far: (key, sentence), by sentence."""
    keys = (
        Entry.objects.filter(cluster=cluster, visibility__in=visible)
        .order_by()
        .values_list("verb", flat=True)
    )
    return sorted(((key, sentence(key)) for key in keys.distinct()), key=lambda pair: pair[1])


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in EntryKind]


def _change(entry: Entry, name: str) -> FieldChange:
    field = _field(entry.subject_type, name)
    before, after = (_in_words(field, values.get(name)) for values in (entry.before, entry.after))
    comparable = before and after and len(before) + len(after) <= LONGEST_COMPARED
    return FieldChange(
        label=_label(field, name),
        before=before,
        after=after,
        difference=tuple(compare_texts(before, after)) if comparable and (" " in before + after) else (),
    )


def _label(field: "models.Field[Any, Any] | None", name: str) -> str:
    """The field's name if somebody gave it one to be translated, else what the rooms call it."""
    named = field.verbose_name if field is not None else None
    return str(named) if isinstance(named, Promise) else label(name)


def _field(subject_type: str, name: str) -> "models.Field[Any, Any] | None":
    try:
        field = apps.get_model(subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, models.Field) else None


def _in_words(field: "models.Field[Any, Any] | None", value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_in_words(None, item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_in_words(None, item) for item in value)
    if isinstance(value, str) and (field is None or isinstance(field, models.DateField)):
        return _day_in_words(value)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value)


def _day_in_words(text: str) -> str:
    """A day or a moment as the reader writes it; any other text stays as it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2027-06-30"):
        return date_format(moment, "SHORT_DATE_FORMAT")
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment.tzinfo else text
