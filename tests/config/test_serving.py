"""The serving process loads what is slow to load by itself, and not before it serves."""

import subprocess
import sys

ASKED = """
import sys
from heimveg.config.wsgi import loading
name = "heimveg.engines.matching.solving"
assert loading.daemon and name not in sys.modules
loading.join(60)
assert name in sys.modules
"""


def test_the_matching_is_loaded_after_the_start() -> None:
    run = subprocess.run(
        [sys.executable, "-c", ASKED], check=False, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
