"""What can be done in allocation. Each function is one use case, whole or not at all.

Everybody locks in the same order, so that none waits for another in a ring: the round, then
homes by number, then needs by number, then offers.
"""

from heimveg.allocation.commands.offers import (
    accept_offer,
    decline_offer,
    expire_offer,
    open_offer,
    release_offer,
    withdraw_offer,
)
from heimveg.allocation.commands.rounds import open_round, renew_round
from heimveg.allocation.commands.settling import settle_round
from heimveg.allocation.commands.steering import lift_steering, steer_round

__all__ = [
    "accept_offer",
    "decline_offer",
    "expire_offer",
    "lift_steering",
    "open_offer",
    "open_round",
    "release_offer",
    "renew_round",
    "settle_round",
    "steer_round",
    "withdraw_offer",
]
