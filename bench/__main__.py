"""Measures everything side by side, one script after the other, and writes docs/performance.md.

    python -m bench [--quick]

Fails when a script finds a wrong answer, never because something was slow.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    failed = []
    for script in sorted(HERE.glob("measure_*.py")):
        given = [one for one in sys.argv[1:] if one in script.read_text(encoding="utf-8")]
        print(f"== {script.name}", flush=True)
        done = subprocess.run([sys.executable, str(script), *given], cwd=HERE.parent, check=False)
        if done.returncode:
            failed.append(script.name)
    report = subprocess.run(
        [sys.executable, str(HERE / "report.py")], cwd=HERE.parent, check=False
    )
    if failed:
        print("Wrong answers or faults in: " + ", ".join(failed))
    sys.exit(bool(failed) or report.returncode)


if __name__ == "__main__":
    main()
