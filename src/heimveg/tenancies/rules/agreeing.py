"""Agreements beside the lease: all are voluntary, and none is a condition for the home. Pure."""

from enum import StrEnum


class AgreementKind(StrEnum):
    HOME_AND_SERVICE = "home_and_service"
    SAFETY = "safety"
    GUARANTEE = "guarantee"


class LegalBasis(StrEnum):
    """What a home-and-service agreement rests on; for the others there is none to choose."""

    NONE = ""
    SERVICES = "hol_3_2_6b"  # helse- og omsorgstjenesteloven § 3-2 first paragraph nr. 6 b
    RIGHT = "pbrl_2_1_a"  # pasient- og brukerrettighetsloven § 2-1 a
    DUTY = "hol_3_1"  # helse- og omsorgstjenesteloven § 3-1


class AgreementState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    REPLACED = "replaced"
    ENDED = "ended"
