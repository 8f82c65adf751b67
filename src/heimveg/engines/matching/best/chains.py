"""Orders the moves of a plan: chains from each vacancy inwards, and rings of swaps."""

from collections.abc import Iterator

from heimveg.engines.matching.format.proposal import Chain, Move


def chains_of(home_of: dict[str, str], lives_in: dict[str, str | None]) -> tuple[Chain, ...]:
    """Every move once, chains by their vacancy's id, then rings by their first home's id.

    `home_of`: who moves where; `lives_in`: where each seeker lives today. Staying is no move.
    """
    into = {home: seeker for seeker, home in home_of.items() if lives_in[seeker] != home}
    left = {lives_in[seeker] for seeker in into.values()}
    lived_in = {home for home in lives_in.values() if home is not None}
    chains = [
        Chain(home, tuple(_moves(home, into, lives_in)))
        for home in sorted(into)
        if home not in lived_in
    ]
    chained = {move.to for chain in chains for move in chain.moves}
    for home in sorted(left & into.keys()):  # type: ignore[type-var]
        if home is not None and home not in chained:
            moves = tuple(_moves(home, into, lives_in))
            chained.update(move.to for move in moves)
            chains.append(Chain(None, moves))
    return tuple(chains)


def _moves(home: str, into: dict[str, str], lives_in: dict[str, str | None]) -> Iterator[Move]:
    """Follows the homes left one by one until nobody follows, or the ring closes."""
    first, at = home, home
    while at in into:
        seeker = into[at]
        origin = lives_in[seeker]
        yield Move(seeker, origin, at)
        if origin is None or origin == first:
            return
        at = origin
