"""Who has the right to which home, when, and what was agreed about it."""

from heimveg.tenancies.models.agreeing import Agreement, CrisisStep
from heimveg.tenancies.models.count import RenewalCount
from heimveg.tenancies.models.ended import EndRecord
from heimveg.tenancies.models.issuing import InvoiceIssue, InvoiceRow
from heimveg.tenancies.models.lease import Lease, LeasePaper
from heimveg.tenancies.models.ledger import Entry, EntryQuerySet, MonthAdded
from heimveg.tenancies.models.letting import Letting
from heimveg.tenancies.models.paying import Payment, PaymentFile, Resting
from heimveg.tenancies.models.quitting import Protest, QuitNotice
from heimveg.tenancies.models.refusals import AlreadyEnded, DwellingTaken, NotReady
from heimveg.tenancies.models.renewal import RenewalEconomy, RenewalReview
from heimveg.tenancies.models.rent import AgreedRent, ChargeRun, PriceIndex, RentAccount
from heimveg.tenancies.models.template import LeaseTemplate
from heimveg.tenancies.models.tenancy import (
    Tenancy,
    TenancyQuerySet,
)

__all__ = [
    "AgreedRent",
    "Agreement",
    "AlreadyEnded",
    "ChargeRun",
    "CrisisStep",
    "DwellingTaken",
    "EndRecord",
    "Entry",
    "EntryQuerySet",
    "InvoiceIssue",
    "InvoiceRow",
    "Lease",
    "LeasePaper",
    "LeaseTemplate",
    "Letting",
    "MonthAdded",
    "NotReady",
    "Payment",
    "PaymentFile",
    "PriceIndex",
    "Protest",
    "QuitNotice",
    "RenewalCount",
    "RenewalEconomy",
    "RenewalReview",
    "RentAccount",
    "Resting",
    "Tenancy",
    "TenancyQuerySet",
]
