"""What a person lets a unit know."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.base.models import Dated, ends_after_it_starts
from heimveg.persons.models.answering import Responsibility
from heimveg.persons.models.known import known
from heimveg.persons.rules import EndReason, GivenConsent, Topic
from heimveg.persons.sight import SeenPeriodQuerySet


class Consent(AboutPerson, Dated):
    """What the person lets one unit know about one topic. None is the default."""

    classified = Classified(FieldClass.D2, why="sharing rests on it", delete_after_years=5)
    TOPICS: ClassVar = {
        Topic.HOUSING: _("housing"),
        Topic.ECONOMY: _("economy"),
        Topic.SUBSTANCE_USE: _("substance use"),
        Topic.MENTAL_HEALTH: _("mental health"),
        Topic.SOMATIC_HEALTH: _("somatic health"),
        Topic.FAMILY: _("family"),
        Topic.WORK: _("work"),
    }
    MANNERS: ClassVar = {
        "writing": _("in writing"),
        "orally": _("orally"),
        "digital": _("digitally"),
    }

    person = models.ForeignKey("persons.Person", on_delete=models.PROTECT, related_name="consents")
    topic = models.CharField(_("topic"), max_length=20, choices=TOPICS)
    receiver = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    purpose = models.CharField(_("what for"), max_length=200)
    given_how = models.CharField(_("given how"), max_length=10, choices=MANNERS)
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = SeenPeriodQuerySet["Consent"].as_manager()

    class Meta:
        constraints = [
            ends_after_it_starts("consent_ends_after_it_starts"),
            known("consent_topic_is_known", "topic", Topic),
        ]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.topic}"

    @classmethod
    def give(cls, person_id: int, given: GivenConsent, *, on: date, by: int) -> "Consent":
        return cls.objects.create(
            person_id=person_id,
            topic=given.topic,
            receiver_id=given.receiver_id,
            purpose=given.purpose,
            given_how=given.given_how,
            started_on=on,
            ended_on=given.until,
            recorded_by_id=by,
        )

    def withdraw(self, *, on: date) -> None:
        """Stops reading at once: the consent ends the same day, and so does what rests on it."""
        self.withdrawn_on = on
        self.ended_on = max(on, self.started_on)
        self.save(update_fields=["withdrawn_on", "ended_on"])
        resting = Responsibility.objects.filter(
            Q(ended_on=None) | Q(ended_on__gt=on), consent=self
        )
        resting.end(on=on, reason=EndReason.OVER)
