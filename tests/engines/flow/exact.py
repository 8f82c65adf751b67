"""Answers known without simulation: formulas, and Markov chains solved."""

import math

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve


def erlang_c_wait(rate, stay, places):
    """Mean wait in M/M/c, in the unit of `stay`."""
    load = rate * stay
    terms = [load**k / math.factorial(k) for k in range(places)]
    last = load**places / math.factorial(places) * places / (places - load)
    return last / (sum(terms) + last) / (places / stay - rate)


def erlang_a_waiting(rate, stay, places, patience):
    """Mean number waiting in M/M/c+M; the rate of giving up is that over `patience`."""
    number = np.arange(3000)
    out = np.minimum(number, places) / stay + np.maximum(number - places, 0) / patience
    logs = np.concatenate([[0.0], np.cumsum(np.log(rate) - np.log(out[1:]))])
    share = np.exp(logs - logs.max())
    return float((np.maximum(number - places, 0) * share).sum() / share.sum())


def pollaczek_khinchine_wait(rate, mean, cv):
    """Mean wait in M/G/1 with the service's mean and coefficient of variation."""
    load = rate * mean
    return load * mean * (1 + cv**2) / (2 * (1 - load))


class Chain:
    """A Markov chain built from its moves, state by state."""

    def __init__(self):
        self.number, self.moves = {}, []

    def add(self, state, to, rate):
        if rate > 0:
            at = self.number.setdefault(state, len(self.number))
            goal = self.number.setdefault(to, len(self.number))
            self.moves.append((at, goal, rate))

    def mean(self, of_state):
        """The mean of a function of the state in the long run."""
        size = len(self.number)
        start, goal, rate = (np.array(column) for column in zip(*self.moves, strict=True))
        rows, columns = np.concatenate([goal, start]), np.concatenate([start, start])
        flows = coo_array((np.concatenate([rate, -rate]), (rows, columns)), (size, size)).tolil()
        flows[0, :] = 1.0
        right = np.zeros(size)
        right[0] = 1.0
        share = spsolve(flows.tocsc(), right)
        return float(sum(of_state(*state) * share[at] for state, at in self.number.items()))


def tandem_chain(rate=30.0, most=90):
    """The chain of `scenarios.tandem`, in years: (people at the first station, waiting
    included; those of them blocked; people at the second).
    """
    chain, out_of_first, out_of_second, patience = Chain(), 1 / 0.12, 1 / 0.15, 0.4
    for people in range(most + 1):
        for second in range(4):
            for blocked in range(min(people, 4) + 1 if second == 3 else 1):
                state = (people, blocked, second)
                if people < most:
                    chain.add(state, (people + 1, blocked, second), rate)
                waiting = max(0, people - 4)
                chain.add(state, (people - 1, blocked, second), waiting / patience)
                ending = (min(people, 4) - blocked) * out_of_first
                chain.add(state, (people - 1, blocked, second), 0.20 * ending)
                moved = (people - 1, blocked, second + 1)
                kept = (people, blocked + 1, second)
                chain.add(state, moved if second < 3 else kept, 0.75 * ending)
                # who gives the place up and queues again changes no number
                for share, back in ((0.90, 0), (0.10, 1)):
                    pulled = (people - 1 + back, blocked - 1, second)
                    emptied = (people + back, 0, second - 1)
                    goal = pulled if blocked else emptied
                    if goal[0] <= most:
                        chain.add(state, goal, share * second * out_of_second)
    return chain
