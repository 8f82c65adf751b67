"""After `warm` nothing is compiled any more, so that no page waits for a compiler."""

import importlib
import pkgutil
import subprocess
import sys
from random import Random

import numba

from heimveg.engines import matching
from heimveg.engines.matching import ProblemRefused, solve, warm
from heimveg.engines.matching.format import cross_checks
from tests.engines.matching.generated import a_problem
from tests.engines.matching.test_resolver import change_at_random, resolvers


def compiled_functions() -> dict[str, int]:
    """How many versions each compiled function has."""
    found = {}
    for module in pkgutil.walk_packages(matching.__path__, matching.__name__ + "."):
        loaded = importlib.import_module(module.name)
        for name, value in vars(loaded).items():
            if isinstance(value, numba.core.registry.CPUDispatcher):
                found[f"{value.__module__}.{name}"] = len(value.signatures)
    return found


def test_nothing_is_compiled_after_warming():
    warm()
    before = compiled_functions()
    assert sum(before.values()) > 20
    for seed in range(150):
        problem = a_problem(Random(seed), most=7)
        if not cross_checks.errors_of(problem):
            try:
                solve(problem)
            except ProblemRefused:
                continue
    for random, resolver in resolvers(range(10)):
        for number in range(10):
            try:
                change_at_random(random, resolver, number)
            except ProblemRefused:
                continue
    assert compiled_functions() == before


def test_the_package_is_imported_without_the_compiler():
    code = "import sys, heimveg.engines.matching; sys.exit('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
