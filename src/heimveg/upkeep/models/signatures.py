"""Who signed a takeover protocol, or why nobody did."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.persons.models import Person
from heimveg.persons.sight import seen
from heimveg.upkeep.models.inspections import Inspection
from heimveg.upkeep.rules import Party

D2 = FieldClass.D2
LONGEST_NAME, LONGEST_REASON = 120, 300


class KeepsSignature(models.Func):
    """The reader manages the home that the protocol is about, and nothing shields the person."""

    function = "upkeep_keeps_signature"
    output_field = models.BooleanField()


class SignatureQuerySet(models.QuerySet["Signature"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> "SignatureQuerySet":
        """Of people the actor sees; and, as evidence, of those who have left a home that the
        actor manages."""
        kept = Q(KeepsSignature(F("inspection_id"), F("person_id")))
        return self.filter(Q(person=None) | Q(seen(actor, permission)) | kept)


class Signature(AboutPerson):
    """Who signed a takeover protocol, or why nobody did for a party. A tenant's name is met by
    who sees the person, and stays with the protocol for who manages the home."""

    classified = Classified(D2, why="both parties agree on the state", delete_after_years=5)
    PARTIES: ClassVar = {
        Party.MUNICIPALITY: _("for the municipality"),
        Party.TENANT: _("tenant"),
    }

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="signatures")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.CharField(max_length=15, choices=PARTIES)
    name = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    drawing = models.TextField(blank=True, default="")  # an SVG path, 300 by 100; empty: typed
    # Why nobody signed for the party; empty: somebody did.
    because = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_tenant_who_signs_is_a_person",
                condition=Q(party="tenant", person__isnull=False)
                | Q(party="municipality", person=None)
                | ~Q(because=""),
            ),
            models.UniqueConstraint(
                fields=["inspection", "person"],
                condition=Q(person__isnull=False, because=""),
                name="a_tenant_signs_once",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(party="municipality", because=""),
                name="the_municipality_signs_once",
            ),
            models.UniqueConstraint(
                fields=["inspection", "party"],
                condition=~Q(because=""),
                name="one_reason_for_each_party_that_did_not_sign",
            ),
            models.CheckConstraint(
                name="a_protocol_is_signed_or_has_a_reason",
                condition=(Q(because="") & ~Q(name=""))
                | (~Q(because="") & Q(name="", drawing="")),
            ),
            models.CheckConstraint(
                name="party_that_signs_is_known", condition=Q(party__in=[str(p) for p in Party])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.party}"
