"""The import of 20,000 dwellings, against writing the same rows straight to the same database.

python bench/measure_import.py [--quick]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"
HEAD = "Objektnummer;Adresse;Soverom;Bruksareal;Standard;Husleie\n"
START = ["-c", "import django; django.setup()"]
FLOOR = """
import sys, django
django.setup()
from datetime import date
from heimveg.dwellings.models import Dwelling
rows = [
    Dwelling(object_number=f"F{n}", address=f"Importvegen {n}", bedrooms=1 + n % 3,
             started_on=date(2020, 1, 1))
    for n in range(int(sys.argv[1]))
]
Dwelling.objects.bulk_create(rows, batch_size=2000)
"""


def timed(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return time.perf_counter() - started


def main() -> int:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--quick", action="store_true", help="2,000 dwellings")
    count = 2_000 if read.parse_args().quick else 20_000
    from heimveg.config import embedded
    from heimveg.config.database import with_name

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        server = embedded.start(home / "postgresql")
        environment = os.environ | {
            "DATABASE_URL": with_name(server, "postgres"),
            "HEIMVEG_DEMO": "1",
            "HEIMVEG_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "heimveg.config.settings",
        }
        cli = ["-m", "heimveg.config.cli"]
        timed([*cli, "demo-data"], environment)
        file = home / "homes.csv"
        lines = (
            f"I{n};Importvegen {n};{1 + n % 3};{40 + n % 30};ordinær;{7000 + n % 900}\n"
            for n in range(count)
        )
        file.write_text(HEAD + "".join(lines), encoding="utf-8")
        bring = [*cli, "import-dwellings", str(file), "--as", "tildelar"]
        start = min(timed(START, environment) for _ in range(3))
        floor = timed(["-c", FLOOR, str(count)], environment) - start
        first = timed(bring, environment) - start
        again = timed(bring, environment) - start
    rows = [
        ["rows written straight, nothing checked (floor)", f"{floor:.1f}", "1.0"],
        [
            "imported: read, checked cell by cell, history and audit kept",
            f"{first:.1f}",
            f"{first / floor:.1f}",
        ],
        ["the same file again: nothing changes", f"{again:.1f}", f"{again / floor:.1f}"],
    ]
    section = {
        "name": "import",
        "title": "Import",
        "intro": f"{count:,} dwellings from a .csv by the command line, one run. What a process"
        " takes to begin (the least of three) is taken off.",
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "command": "python bench/measure_import.py",
        "tables": [
            {
                "caption": "Seconds, and times the floor",
                "columns": ["what", "s", "×"],
                "rows": rows,
            }
        ],
        "charts": [],
        "goals": [],
        "checks": [{"what": "both imports ended well", "ok": True}],
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "import.json").write_text(json.dumps(section, indent=2, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
