"""The compiler is loaded only by those who simulate."""

import subprocess
import sys


def python(code):
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_reading_a_scenario_does_not_load_the_compiler():
    code = (
        "import sys, heimveg.engines.flow, heimveg.engines.economy; print('numba' in sys.modules)"
    )

    assert python(code) == "False"
