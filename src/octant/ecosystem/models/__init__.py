"""The register: organisations, what they offer and need, persons to talk to, who works with whom."""

from .contacts import Contact, LawfulBasis
from .organisation import (
    SDGS,
    Degree,
    EcosystemRole,
    Kind,
    MembershipState,
    Organisation,
    Sector,
    Stance,
)
from .relations import DIRECTED, Relation, RelationKind, RelationSource, Strength
from .services import Need, Offer

__all__ = [
    "DIRECTED",
    "SDGS",
    "Contact",
    "Degree",
    "EcosystemRole",
    "Kind",
    "LawfulBasis",
    "MembershipState",
    "Need",
    "Offer",
    "Organisation",
    "Relation",
    "RelationKind",
    "RelationSource",
    "Sector",
    "Stance",
    "Strength",
]
