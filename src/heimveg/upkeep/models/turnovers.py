"""A home between two tenants: from notice until it is ready for the next."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.dwellings.models import Dwelling, OutOfUse
from heimveg.upkeep.models.stock import KeptQuerySet
from heimveg.upkeep.rules import Dates, Step, step_on

D1 = FieldClass.D1
SHORTEST_REASON = 10  # characters: a reason, not a tick


class TurnoverQuerySet(KeptQuerySet["Turnover"]):
    def open(self) -> Self:
        return self.filter(ready_on=None, cancelled_on=None)

    def empty_on(self, day: date) -> Self:
        """Open, and the tenant is out."""
        return self.open().filter(vacated_on__lte=day)

    def locked(self, turnover_id: int) -> "Turnover":
        """One of them, for whoever is about to change it. Raises Turnover.DoesNotExist."""
        rows = self.select_related("dwelling").select_for_update(of=("self",))
        return rows.get(pk=turnover_id)


class Turnover(Versioned):
    """One change of tenant in one home (nb/nn ut- og innflytting). One at a time per dwelling.

    Rooms above write it through `begin` when a tenant gives notice and `leave` when a tenant
    moves out; everything after that happens here. The vacancy (`OutOfUse`, cause turnover) runs
    along, and only `make_ready` ends it by hand.
    """

    classified = Classified(D1, why="how long a home stands empty, and why")

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="turnovers")
    noticed_on = models.DateField(_("notice given"))
    expected_vacant_on = models.DateField(_("expected vacant"), null=True, blank=True)
    vacated_on = models.DateField(_("vacated"), null=True, blank=True)
    inspected_on = models.DateField(null=True, blank=True)
    works_on = models.DateField(null=True, blank=True)
    at_standard_on = models.DateField(null=True, blank=True)
    ready_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    out_of_use = models.ForeignKey(
        OutOfUse, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TurnoverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling"],
                condition=Q(ready_on=None, cancelled_on=None),
                name="one_turnover_at_a_time_per_dwelling",
            ),
            models.CheckConstraint(
                name="a_turnover_takes_its_steps_in_order",
                condition=(Q(inspected_on=None) | Q(vacated_on__lte=F("inspected_on")))
                & (Q(works_on=None) | Q(vacated_on__lte=F("works_on")))
                & (Q(at_standard_on=None) | Q(inspected_on__lte=F("at_standard_on")))
                & (Q(ready_on=None) | Q(at_standard_on__lte=F("ready_on"))),
            ),
            models.CheckConstraint(
                name="each_step_of_a_turnover_rests_on_the_one_before",
                condition=(Q(inspected_on=None) | Q(vacated_on__isnull=False))
                & (Q(works_on=None) | Q(vacated_on__isnull=False))
                & (Q(at_standard_on=None) | Q(inspected_on__isnull=False))
                & (Q(ready_on=None) | Q(at_standard_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_cancelled_turnover_was_never_ready",
                condition=Q(cancelled_on=None) | Q(ready_on=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["vacated_on"],
                name="turnover_open_by_age",
                condition=Q(ready_on=None, cancelled_on=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dwelling_id} {self.noticed_on}"

    @property
    def dates(self) -> Dates:
        return Dates(
            self.noticed_on,
            self.vacated_on,
            self.inspected_on,
            self.works_on,
            self.at_standard_on,
            self.ready_on,
        )

    def step(self, *, on: date) -> Step:
        return step_on(self.dates, on)

    @classmethod
    def running(cls, dwelling_id: int) -> "Turnover | None":
        return cls.objects.open().filter(dwelling_id=dwelling_id).first()

    @classmethod
    def begin(
        cls,
        *,
        dwelling: Dwelling,
        noticed_on: date,
        vacated_on: date | None = None,
        expected_vacant_on: date | None = None,
        by: int | None = None,
    ) -> "Turnover":
        """A tenant has given notice, or has left (`vacated_on`). Where a turnover is open
        already, that one is returned, with the new days."""
        turnover = cls.running(dwelling.pk)
        if turnover is None:
            turnover = cls.objects.create(
                dwelling=dwelling,
                noticed_on=noticed_on,
                expected_vacant_on=expected_vacant_on,
                begun_by_id=by,
            )
        elif expected_vacant_on is not None:
            turnover.expected_vacant_on = expected_vacant_on
            turnover.save(update_fields=["expected_vacant_on"])
        if vacated_on is not None:
            turnover.vacate(on=vacated_on)
        return turnover

    @classmethod
    def leave(cls, *, dwelling: Dwelling, on: date, by: int | None = None) -> "Turnover":
        """The tenant is out from `on` (the first day without), with notice or without."""
        turnover = cls.running(dwelling.pk)
        if turnover is not None and turnover.vacated_on is not None:
            return turnover
        return cls.begin(dwelling=dwelling, noticed_on=on, vacated_on=on, by=by)

    def vacate(self, *, on: date) -> None:
        """Empty from `on`: the vacancy is counted from that day, with its cause."""
        self.vacated_on = on
        self.noticed_on = min(self.noticed_on, on)
        self.out_of_use = OutOfUse.turn_over(self.dwelling, on=on)
        self.save(update_fields=["vacated_on", "noticed_on", "out_of_use"])

    def cancel(self, *, on: date) -> None:
        """The tenant stays after all. Raises Refused when the home is empty."""
        if self.vacated_on is not None:
            raise Refused(_("The tenant has moved out. The home has to be made ready."))
        self.cancelled_on = on
        self.save(update_fields=["cancelled_on"])

    def come_back(self, *, on: date, is_noticed: bool) -> None:
        """That the tenant left was a mistake: the home never stood empty. Where the notice still
        runs, the turnover waits for the tenant to leave."""
        vacancy, self.out_of_use, self.vacated_on = self.out_of_use, None, None
        self.cancelled_on = None if is_noticed else on
        self.save(update_fields=["out_of_use", "vacated_on", "cancelled_on"])
        if vacancy is not None:
            vacancy.delete()

    def reach(self, *, on: date, **steps: bool) -> None:
        """Write `on` at each step that is named, if it has no day yet."""
        names = [f"{name}_on" for name, is_reached in steps.items() if is_reached]
        fresh = [name for name in names if getattr(self, name) is None]
        for name in fresh:
            setattr(self, name, on)
        if fresh:
            self.save(update_fields=fresh)

    def fall_back(self) -> None:
        """A later look found it below the standard again."""
        if self.at_standard_on is not None:
            self.at_standard_on = None
            self.save(update_fields=["at_standard_on"])

    def make_ready(self, *, on: date) -> None:
        """Ready for the next tenant: the vacancy for turnover ends the same day.

        The database refuses when a criterion is neither met nor waived (`NotAtStandard`).
        """
        self.reach(on=on, at_standard=True)
        self.ready_on = on
        self.save(update_fields=["ready_on"])
        if self.out_of_use is not None and self.out_of_use.is_running_on(on):
            self.out_of_use.come_back(on=max(on, self.out_of_use.started_on), by_turnover=True)
