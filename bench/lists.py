# ruff: noqa: PLR0917  compiled loops over many arrays
"""Turns a plain list of pairs into the engine's lists by home, and finds pairs the slow way."""

import numba
import numpy as np

from heimveg.engines.matching.best.eligibility import Pairs


def by_home(n, m, rows, cols, values):
    """(pairs by home with seekers numbered by the most they can gain, that most)."""
    first = np.searchsorted(rows, np.arange(n + 1))
    most = np.zeros(n, np.int64)
    full = np.flatnonzero(np.diff(first))
    most[full] = np.maximum(np.maximum.reduceat(values, first[full]), 0) if len(full) else 0
    order = np.argsort(-most, kind="stable")
    return Pairs(*_by_home(m, first, order, cols, values)), most[order]


@numba.njit(cache=True)
def _by_home(m, first, order, cols, values):
    count = np.zeros(m, np.int64)
    for e in range(len(cols)):
        count[cols[e]] += 1
    start = np.cumsum(count) - count
    end = start.copy()
    who, value = np.empty(len(cols), np.int32), np.empty(len(cols), np.int32)
    for k in range(len(order)):
        s = order[k]
        for e in range(first[s], first[s + 1]):
            h = cols[e]
            who[end[h]], value[end[h]] = k, values[e]
            end[h] += 1
    return start, count, who, value


def masks(lists, n):
    """(n,) one bit per area from index lists by area; at most 64 areas."""
    found = np.zeros(n, np.uint64)
    for key in range(len(lists.first) - 1):
        found[lists.who[lists.first[key] : lists.first[key + 1]]] |= np.uint64(1 << key)
    return found


@numba.njit(cache=True)
def brute_force(homes, seekers, base, areas_not, areas_wished, groups, fit_weight):
    """Every pair tested on its own, requirement by requirement, in compiled code. Clusters are
    left out (no instance here requires or wishes any), and so is 5 points of fit in full."""
    n, m = len(seekers), len(homes)
    who, value = np.empty(1 << 20, np.int32), np.empty(1 << 20, np.int32)
    start, end = np.zeros(m + 1, np.int64), 0
    one = np.uint64(1)
    for h in range(m):
        start[h] = end
        home = homes[h]
        if end + n > len(who):
            size = 2 * (end + n)
            who = np.concatenate((who[:end], np.empty(size - end, np.int32)))
            value = np.concatenate((value[:end], np.empty(size - end, np.int32)))
        for s in range(n):
            need = seekers[s]
            if not need[0] >> home[0] & 1:
                continue
            if home[1] < need[1] or not need[2] >> home[2] & 1:
                continue
            if home[3] < need[3] or home[3] > need[4]:
                continue
            if home[4] < need[5] or home[5] < need[6] or home[6] < need[7] or home[7] < need[8]:
                continue
            if home[11] > need[9] or areas_not[s] >> np.uint64(home[8]) & one:
                continue
            if home[10] >= 0 and not groups[s] >> np.uint64(home[10]) & one:
                continue
            fit = 5
            if not need[12] or areas_wished[s] >> np.uint64(home[8]) & one:
                fit += 20
            if need[10] >> home[0] & 1:
                fit += 15
            if need[11] == home[3] or need[11] > 1000:
                fit += 10
            who[end], value[end] = s, base[s] + fit * fit_weight
            end += 1
    start[m] = end
    return start, who[:end], value[:end]
