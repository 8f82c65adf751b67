"""What the tests of races share: many hands that start together, each with its own connection."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from heimveg.access.context import reading_as
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.base import clock
from tests.accounts.factories import MembershipFactory, UserFactory


def as_system(act):
    """`act`, saved for good, as the system user: what a race is set up with and judged by."""
    with transaction.atomic(), reading_as(system_user().pk):
        return act()


def coordinators(unit, count):
    """Actors of one unit, one for each hand."""

    def make():
        users = [UserFactory() for _ in range(count)]
        for user in users:
            MembershipFactory(user=user, unit=unit, role=Role.COORDINATOR)
        return users

    return [user.actor(on=clock.today()) for user in as_system(make)]


class Crowd:
    """Threads that start together round after round, each with a connection that it keeps."""

    def __init__(self, hands):
        self.hands, self.gate = hands, threading.Barrier(hands, timeout=60)
        self.pool = ThreadPoolExecutor(hands)

    def all(self, act):
        """What each hand's `act(number)` returned, or the exception it raised."""
        return list(self.pool.map(lambda n: self._one(act, n), range(self.hands)))

    def _one(self, act, number):
        self.gate.wait()
        try:
            return act(number)
        except Exception as error:  # noqa: BLE001  # the test looks at it
            return error
