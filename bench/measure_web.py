"""Pages as ratios to a bare one, on a town of 12,000 and a city of 700,000, in one run.

    python -m bench.measure_web [--city 700000] [--rounds 150] [--keep FOLDER]

Both databases are made by the demo's own rules on a PostgreSQL of their own, each served by one
process of the product's server; those kept in a folder are only migrated. The pages of both are
asked for in turn, so that a drift of the machine hits all alike; ratios are of medians and of 95th
percentiles in the same run.
"""

import argparse
import http.client
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]
RESULTS = Path(__file__).parent / "results"
USER = "tildelar"
OTHERS = ("koordinator", "eigedom", "okonomi")
COLLECT_STATIC = """
import django
django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""
GOALS = {"front page": (5.0, 8.0), "dwelling list": (5.0, 8.0)}
AT_MOST = 6.0  # of what the later rooms show: panels, person page, lists
LISTS = {  # name: who asks, and where
    "front page, coordinator": ("koordinator", "/"),
    "front page, property": ("eigedom", "/"),
    "kasteball": ("koordinator", "/kasteball/"),
    "hand-offs": ("koordinator", "/hand-offs/"),
    "what has come in": ("koordinator", "/intake/errands/"),
    "meetings": ("koordinator", "/meetings/"),
    "turnovers": ("eigedom", "/upkeep/"),
    "below the standard": ("eigedom", "/upkeep/below-standard/"),
    "work orders": ("eigedom", "/upkeep/orders/"),
    "inspections": ("eigedom", "/upkeep/inspections/"),
    "what can wait, coordinator": ("koordinator", "/rest-of-my-day/"),
    "what can wait, property": ("eigedom", "/rest-of-my-day/"),
    "front page, economy": ("okonomi", "/"),
    "rent owed": ("okonomi", "/rent/"),
    "rent owed, allocation": (USER, "/rent/"),
    "payments to place": ("okonomi", "/rent/payments/"),
    "months charged": ("okonomi", "/rent/months/"),
    "rents to regulate": ("okonomi", "/rent/regulation/"),
    "homes at risk": ("koordinator", "/prevention/"),
    "renewal figures": (USER, "/renewals/figures/"),
    "tenancies": (USER, "/tenancies/"),
}


@dataclass
class Site:
    """One served municipality, and how long each of its pages took (seconds)."""

    name: str
    inhabitants: int
    address: tuple[str, int] = ("127.0.0.1", 0)
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)  # by user name
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)  # who asks, and where
    times: dict[str, list[float]] = field(default_factory=dict)

    def ask(
        self, path: str, form: dict[str, str] | None = None, *, user: str = USER
    ) -> tuple[int, str, dict[str, str]]:
        connection = http.client.HTTPConnection(*self.address, timeout=120)
        cookies = self.sessions.setdefault(user, {})
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
        body = None
        if form is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.address[1]}/",
            }
            body = urlencode(form)
        connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                key, rest = value.split("=", 1)
                cookies[key] = rest.split(";", 1)[0]
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, text, dict(answer.getheaders())


def environment(home: Path, url: str | None = None) -> dict[str, str]:
    known = os.environ | {
        "HEIMVEG_DEMO": "1",
        "HEIMVEG_HOME": str(home),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
    }
    known["DJANGO_SETTINGS_MODULE"] = "bench.web_settings"
    known.pop("DATABASE_URL", None)
    return known | ({"DATABASE_URL": url} if url else {})


def make_database(server: str, site: Site, home: Path) -> str:
    import psycopg

    from heimveg.config.database import with_name

    with psycopg.connect(server, autocommit=True) as db:
        known = "SELECT FROM pg_database WHERE datname = %s"
        is_kept = db.execute(known, [site.name]).fetchone() is not None
        if not is_kept:
            db.execute(f"CREATE DATABASE {site.name}")
    url = with_name(server, site.name)
    made = ["demo-data", "--inhabitants", str(site.inhabitants)]
    subprocess.run(
        [sys.executable, "-m", "heimveg.config.cli", *(["migrate"] if is_kept else made)],
        env=environment(home, url),
        check=True,
        cwd=ROOT,
    )
    return url


def serve(site: Site, url: str, home: Path) -> subprocess.Popen[bytes]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        site.address = probe.getsockname()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "heimveg.config.wsgi:application",
        "--bind",
        f"127.0.0.1:{site.address[1]}",
        "--workers",
        "1",
        "--threads",
        "2",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command, env=environment(home, url), cwd=ROOT)
    for _ in range(200):
        try:
            site.ask("/log-in/")
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def log_in(site: Site, user: str) -> None:
    _status, text, _headers = site.ask("/log-in/", user=user)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    assert token, "the log-in page has no token"
    form = {"username": user, "password": "heimveg-demo", "csrfmiddlewaretoken": token[1]}
    status, _text, _headers = site.ask("/log-in/", form, user=user)
    assert status == 302, f"log-in answered {status}"


def choose_pages(site: Site) -> None:
    """The pages by the names people give them; the proposal is made first."""
    site.pages = {
        "bare": (USER, "/bare/"),
        "front page": (USER, "/"),
        "what can wait": (USER, "/rest-of-my-day/"),
        "dwelling list": (USER, "/dwellings/"),
        "needs list": (USER, "/needs/"),
        "search, a street": (USER, "/search/?" + urlencode({"q": "Storgata"})),
        "search, a name": (USER, "/search/?" + urlencode({"q": "Tone Liaskog"})),
        "person page": ("koordinator", first_link(site, "/people/", r"/people/\d+/")),
        "dwelling page": ("eigedom", first_link(site, "/dwellings/", r"/dwellings/\d+/")),
        "tenancy page": (USER, first_link(site, "/tenancies/", r"/tenancies/\d+/")),
        "rent account page": (
            "okonomi",
            first_link(site, "/rent/", r"/tenancies/\d+/rent/", user="okonomi"),
        ),
    } | LISTS
    proposal = proposal_page(site)
    if proposal:
        site.pages["proposal page"] = (USER, proposal)


def first_link(site: Site, page: str, pattern: str, *, user: str = "koordinator") -> str:
    """The address of the first row of a list, as somebody sees it."""
    _status, text, _headers = site.ask(page, user=user)
    found = re.findall(rf'href="({pattern})"', text)
    assert found, f"{page} leads nowhere"
    return found[0]


def proposal_page(site: Site) -> str | None:
    """The round that waits for the committee today; the demo's data hold one for a town."""
    _status, text, _headers = site.ask("/allocation/")
    found = re.findall(r'href="(/allocation/\d+/)"', text)
    return found[0] if found else None


def measure(sites: list[Site], rounds: int) -> None:
    for turn in range(rounds + 5):
        for site in sites:
            for name, (user, path) in site.pages.items():
                started = time.perf_counter()
                status, _text, _headers = site.ask(path, user=user)
                elapsed = time.perf_counter() - started
                assert status == 200, f"{name} answered {status}"
                if turn >= 5:
                    site.times.setdefault(name, []).append(elapsed)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def section(sites: list[Site], rounds: int, load: float) -> dict[str, object]:
    town, city = sites
    rows, goals, bars = [], [], []
    for name in town.pages:
        if name == "bare":
            continue
        if name not in city.pages:
            ratio = statistics.median(town.times[name]) / statistics.median(town.times["bare"])
            rows.append([name, f"{ratio:.1f}", "", "", "", ""])
            continue
        figures = []
        for site in sites:
            bare = site.times["bare"]
            mine = site.times[name]
            figures.append(
                (statistics.median(mine) / statistics.median(bare), p95(mine) / p95(bare))
            )
        growth = statistics.median(city.times[name]) / statistics.median(town.times[name])
        rows.append([name, *(f"{x:.1f}" for pair in figures for x in pair), f"{growth:.2f}"])
        bars.append({"label": name, "ratio": round(figures[1][0], 2)})
        if name in GOALS:
            middle, tail = GOALS[name]
            for site, (median, worst) in zip(sites, figures, strict=True):
                goals.append(
                    {
                        "goal": f"{name}, {site.name}: at most {middle:g} × (p95: {tail:g} ×)",
                        "measured": f"{median:.1f} × / {worst:.1f} ×",
                        "met": median <= middle and worst <= tail,
                    }
                )
            goals.append(
                {
                    "goal": f"{name}: from town to city at most 1.3 times slower",
                    "measured": f"{growth:.2f}",
                    "met": growth <= 1.3,
                }
            )
        elif name in LISTS or name.endswith(" page"):
            goals.append(
                {
                    "goal": f"{name}, city: at most {AT_MOST:g} × at the median",
                    "measured": f"{figures[1][0]:.1f} ×",
                    "met": figures[1][0] <= AT_MOST,
                }
            )
    is_busy = load > 1.5  # the two servers and who asks make one
    busy = f" The machine was busy with other work: load {load:.1f}." if is_busy else ""
    return {
        "name": "web",
        "title": "Pages",
        "intro": "Each page against a bare one (same middleware and door, one query, 50 rows, a "
        f"plain table) on the same server and database, {rounds} rounds in turn.{busy}",
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "load at start": round(load, 1),
        },
        "command": "python -m bench.measure_web",
        "tables": [
            {
                "caption": "Times the bare page (median, 95th percentile), and city against town",
                "columns": [
                    "page",
                    "town, median",
                    "town, p95",
                    "city, median",
                    "city, p95",
                    "city / town",
                ],
                "rows": rows,
            }
        ],
        "charts": [{"title": "Times the bare page in the city (median)", "bars": bars}],
        "goals": goals,
        "checks": [{"what": "every page answered 200 every time", "ok": True}],
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--city", type=int, default=700_000)
    options.add_argument("--rounds", type=int, default=150)
    options.add_argument("--keep", type=Path, help="where the databases are kept")
    chosen = options.parse_args()
    sites = [Site("town", 12_000), Site("city", chosen.city)]
    from heimveg.config import embedded

    with nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        server = embedded.start(home / "postgresql")
        servers = []
        try:
            for site in sites:
                url = make_database(server, site, home)
                subprocess.run(
                    [
                        sys.executable,
                        "-c",
                        COLLECT_STATIC,
                    ],
                    env=environment(home, url),
                    check=True,
                    cwd=ROOT,
                )
                servers.append(serve(site, url, home))
                for user in (USER, *OTHERS):
                    log_in(site, user)
                choose_pages(site)
            load = os.getloadavg()[0]
            measure(sites, chosen.rounds)
        finally:
            for process in servers:
                process.terminate()
                process.wait()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "web.json").write_text(
        json.dumps(section(sites, chosen.rounds, load), indent=2, ensure_ascii=False)
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
