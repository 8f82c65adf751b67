"""What a note on a fit says, for whoever reads the figures."""

from heimveg.engines.flow.fitting.history import THIN

OTHER_RATES = (
    "Look at both halves of the stretch. Take only the latest days, or write several rates with "
    "the day each begins."
)
WORDS = {
    "thin_history": (
        f"Fewer than {THIN} stays have ended: too few to tell shapes apart. The simplest shape is "
        "used, and length and shares are rough. Say so wherever the figures are shown."
    ),
    "mostly_going_on": (
        "Most stays still go on: the length leans on what nobody has seen yet, and the shares are "
        "those of the quickest. Take a longer stretch of days if there is one."
    ),
    "poor_fit": (
        "No shape that was tried goes through the curve that was seen. Look at the curve: there "
        "may be two kinds of stay in one station, or a rule that ends stays on a certain day."
    ),
    "too_long": (
        "So few stays have ended that the length is more than a scenario can hold. Write the "
        "length and the routes of this station yourself."
    ),
    "none_ended": (
        "No stay has ended: nothing is known of how long stays are or where people go. Write the "
        "length and the routes of this station yourself."
    ),
    "no_stays": (
        "Somebody came or moved here, but no stay is written. Add the stays, mend the name, or "
        "write the station yourself."
    ),
    "thin_history_of_arrivals": (
        f"Fewer than {THIN} people came: the rate is rough. Say so wherever it is shown."
    ),
    "not_at_random_of_arrivals": (
        "People did not come evenly at random: together, in seasons, or at a rate that changes. A "
        "scenario lets them come at random: its waits can be wrong, and are most often too short."
    ),
    "rising_of_arrivals": (
        "More came late than early: one rate does not describe it, and the scenario is given too "
        f"few. {OTHER_RATES}"
    ),
    "falling_of_arrivals": (
        "Fewer came late than early: one rate does not describe it, and the scenario is given too "
        f"many. {OTHER_RATES}"
    ),
}
