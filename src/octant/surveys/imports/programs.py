"""Columns that survey programs add of their own accord: who it was, from where, and when.

None of them is an answer. In a survey that is not named, they are taken out of the file once it is read.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from octant.core.sheets.headings import key


class Dropped(StrEnum):
    """Why a column is left out."""

    PERSON = "person"
    TIME = "time"
    TECHNICAL = "technical"


TIMES = (
    "submitdate|date submitted|startdate|date started|datestamp|date last action|start time|completion time|"
    "last modified time|timestamp|creation date|last update|datum abgeschickt|datum gestartet|"
    "datum letzte aktivität|startzeit|fertigstellungszeit|zeitpunkt der letzten änderung|zeitstempel|"
    "erstellungsdatum|letzte aktualisierung|tidstämpel|starttid|slutförandetid|sygnatura czasowa|"
    "godzina rozpoczęcia|godzina ukończenia|laikspiedols|ajatempel|tidsmerke|tidsstempel|позначка часу|"
    "laiko žymė|interviewtime|total time"
)
PERSONS = (
    "name|full name|first name|last name|surname|vorname|nachname|vollständiger name|email|e mail|mail|"
    "email address|e mail address|e mail adresse|username|user name|nutzername|benutzername|alias|ipaddr|"
    "ip address|ip adresse|phone|telephone|telefon|mobile|token|access code|zugangscode|e post|epost|"
    "adres e mail|imię i nazwisko|vārds|nimi|namn|navn|ім я|participant|teilnehmer|teilnehmerin|"
    "attribute 1|invitation number|einladungsnummer|contribution id|beitrags id"
)
TECHNICAL = (
    "id|response id|antwort id|lastpage|last page|letzte seite|startlanguage|start language|start sprache|"
    "seed|zufallsstartwert|refurl|referrer url|weiterleitungs url|languages|language|sprache|score|"
    "total points|quiz feedback|points|punkte|gesamtpunktzahl"
)
_WHY = {
    key(name): why
    for why, names in ((Dropped.TIME, TIMES), (Dropped.PERSON, PERSONS), (Dropped.TECHNICAL, TECHNICAL))
    for name in names.split("|")
}

# Some of the columns by which an export is known; enough of them have to be there.
PROGRAMS = {
    "LimeSurvey": (
        "submitdate|date submitted|lastpage|last page|startlanguage|start language|seed|"
        "datum abgeschickt|letzte seite|start sprache|zufallsstartwert|response id|antwort id"
    ),
    "EUSurvey": (
        "invitation number|contribution id|user name|creation date|last update|alias|"
        "einladungsnummer|beitrags id|benutzername|erstellungsdatum"
    ),
    "Microsoft Forms": (
        "start time|completion time|startzeit|fertigstellungszeit|starttid|slutförandetid|"
        "godzina rozpoczęcia|godzina ukończenia|last modified time"
    ),
    "Google Forms": (
        "timestamp|zeitstempel|tidstämpel|sygnatura czasowa|laikspiedols|ajatempel|tidsmerke|позначка часу"
    ),
}
ENOUGH = {"Google Forms": 1}
USUALLY_ENOUGH = 2

_CODE = re.compile(r"\s*([\w-]+(?:\[[^\]]*\])*)[.:]\s+(\S.*)\Z", re.S)
_INSIDE = re.compile(r".*\[([^\]]+)\]\s*\Z", re.S)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_MOMENT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ T,]+\d{1,2}:\d{2}.*")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}", re.I)


def variants(heading: str) -> list[str]:
    """What a heading may say: all of it, what is behind its code ("Q1. …"), the code, what is in brackets."""
    found = [heading]
    if match := _CODE.match(heading):
        found += [match[2], match[1]]
    found += [match[1] for each in list(found) if (match := _INSIDE.match(each))]
    return list(dict.fromkeys(each.strip() for each in found if each.strip()))


def dropped(heading: str, values: Iterable[str] = ()) -> Dropped | None:
    """Why this column is no answer; None if it may be one. Values are looked at as well as the heading."""
    for each in variants(heading):
        if why := _WHY.get(key(each)):
            return why
    some = [value.strip() for value in values if value.strip()]
    if not some:
        return None
    for pattern, why in ((_EMAIL, Dropped.PERSON), (_ADDRESS, Dropped.PERSON), (_MOMENT, Dropped.TIME)):
        if sum(bool(pattern.fullmatch(value)) for value in some) > 0.5 * len(some):
            return why
    return None


def program(headings: Sequence[str]) -> str:
    """The program that has written the file, as far as its columns tell; "" if they do not."""
    there = {key(each) for heading in headings for each in variants(heading)}
    for name, columns in PROGRAMS.items():
        if len(there & {key(column) for column in columns.split("|")}) >= ENOUGH.get(name, USUALLY_ENOUGH):
            return name
    return ""
