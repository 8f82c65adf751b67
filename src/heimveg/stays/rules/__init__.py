"""Where people live, homelessness by the national definition, and the national count. Pure."""

from heimveg.stays.rules.homelessness import (
    ALWAYS_HOMELESS,
    EthosLight,
    InstitutionKind,
    NotSo,
    StayFact,
    StayKind,
    checked,
    homeless_days,
    homeless_spells,
    homelessness,
    months_later,
    returns_to_homelessness,
)

__all__ = [
    "ALWAYS_HOMELESS",
    "EthosLight",
    "InstitutionKind",
    "NotSo",
    "StayFact",
    "StayKind",
    "checked",
    "homeless_days",
    "homeless_spells",
    "homelessness",
    "months_later",
    "returns_to_homelessness",
]
