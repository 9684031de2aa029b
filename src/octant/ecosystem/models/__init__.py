"""The register: organisations, what they offer and need, persons to talk to, who works with whom."""

from .contacts import Contact, LawfulBasis
from .introductions import OPEN, Introduction, IntroductionState, Outcome
from .landscape import (
    CalendarLink,
    Effect,
    Funding,
    FundingState,
    Level,
    Policy,
    Position,
    Reminder,
    TargetMix,
)
from .merging import Merge, NotTheSame
from .network import NetworkFigures, NetworkPlaces
from .organisation import SDGS, EcosystemRole, Kind, Organisation
from .partners import PartnerInvitation, PartnerMailing, PartnerSurvey
from .registrations import EntryLink, Registration, RegistrationPage, RegistrationState
from .relations import DIRECTED, Relation, RelationKind, RelationSource, Strength
from .sector import Sector
from .services import Need, Offer, Service
from .sheets import SheetImport
from .standing import Degree, MembershipState, Stance
from .views import BulkChange, SavedView

__all__ = [
    "DIRECTED",
    "OPEN",
    "SDGS",
    "BulkChange",
    "CalendarLink",
    "Contact",
    "Degree",
    "EcosystemRole",
    "Effect",
    "EntryLink",
    "Funding",
    "FundingState",
    "Introduction",
    "IntroductionState",
    "Kind",
    "LawfulBasis",
    "Level",
    "MembershipState",
    "Merge",
    "Need",
    "NetworkFigures",
    "NetworkPlaces",
    "NotTheSame",
    "Offer",
    "Organisation",
    "Outcome",
    "PartnerInvitation",
    "PartnerMailing",
    "PartnerSurvey",
    "Policy",
    "Position",
    "Registration",
    "RegistrationPage",
    "RegistrationState",
    "Relation",
    "RelationKind",
    "RelationSource",
    "Reminder",
    "SavedView",
    "Sector",
    "Service",
    "SheetImport",
    "Stance",
    "Strength",
    "TargetMix",
]
