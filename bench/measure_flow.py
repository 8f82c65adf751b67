"""The flow against SimPy, Ciw and salabim on one model, in interleaved runs; writes
bench/results/flow.json.

Fails when answers disagree, not when something is slow. Every engine plays in a process of its
own; imports and compilation are not counted.
"""

import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
ROUNDS = 5
REPLICATIONS = {"SimPy": 40, "Ciw": 20, "salabim": 6, "Heimveg": 3000}
AGREE = 4.0  # standard errors of the difference; 27 comparisons at 1 in 16,000 each
MUNICIPALITIES, HOMES = 357, 118_000
FIGURES = {
    "waiting": "people waiting",
    "blocked": "people blocked",
    "gave_up": "gave up, a year",
    "acute": "in acute places",
    "specialised": "in specialised homes",
    "shared": "in shared homes",
    "ordinary": "in ordinary homes",
    "finished_ordinary": "finished in ordinary homes, a year",
}


def play(engine, seed, replications, cores=1):
    """Run one engine in its own process and read its answer."""
    return finish(begin(engine, seed, replications, cores))


def begin(engine, seed, replications, cores=1):
    command = [sys.executable, HERE / "flow_models.py", engine, seed, replications, cores]
    return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE)


def finish(process):
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"an engine failed with status {process.returncode}")
    return json.loads(out)


FLOOR = (
    "The floor: the random numbers of an event alone. The goal means NumPy's generator, which it "
    "was set against; the product draws from numbers of its own that any replication can find by "
    "address, and they made the floor lower too"
)


def floor():
    command = [sys.executable, str(HERE / "flow_floor.py")]
    return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)


def interleaved():
    """Rounds of every engine, so that a slow spell of the machine falls on all."""
    runs = {"SimPy": [], "Ciw": [], "salabim": [], "Heimveg": [], "Heimveg, 2 cores": []}
    apart, floors = [], []
    for round_ in range(ROUNDS):
        seed = 1000 * round_ + 1
        for engine in ("SimPy", "Ciw", "salabim", "Heimveg"):
            runs[engine].append(play(engine, seed, REPLICATIONS[engine]))
        number = 4 * REPLICATIONS["Heimveg"]
        runs["Heimveg, 2 cores"].append(play("Heimveg", seed, 2 * number, cores=2))
        both = [begin("Heimveg", seed + k, number) for k in range(2)]
        apart.append(max(finish(process)["wall"] for process in both) / (2 * number))
        floors.append(floor())
        print(f"round {round_ + 1} of {ROUNDS}", file=sys.stderr)
    return runs, apart, floors


def per_replication(run):
    return run["seconds"] / len(run["figures"]["waiting"])


def median_ratio(runs, over, under):
    """The median over rounds of the ratio within a round."""
    return statistics.median(
        per_replication(a) / per_replication(b)
        for a, b in zip(runs[over], runs[under], strict=True)
    )


def pooled(runs, figure):
    """Mean and standard error over all rounds' replications."""
    values = [value for run in runs for value in run["figures"][figure]]
    return statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))


def agreement(runs):
    """A row for each figure, and a check for each rival."""
    rows, worst = [], dict.fromkeys(REPLICATIONS, 0.0)
    for figure, label in FIGURES.items():
        ours = pooled(runs["Heimveg"], figure)
        row = [label, f"{ours[0]:.3f} ± {1.96 * ours[1]:.3f}"]
        for rival in ("SimPy", "Ciw", "salabim"):
            theirs = pooled(runs[rival], figure)
            row.append(f"{theirs[0]:.3f} ± {1.96 * theirs[1]:.3f}")
            apart = abs(ours[0] - theirs[0])
            error = math.hypot(ours[1], theirs[1])
            worst[rival] = max(worst[rival], apart / error if error else float(apart > 1e-6) * 99)
        rows.append(row)
    checks = [
        {
            "what": f"Heimveg and {rival} agree on {len(FIGURES)} figures "
            f"(greatest difference {worst[rival]:.1f} standard errors)",
            "ok": worst[rival] < AGREE,
        }
        for rival in ("SimPy", "Ciw", "salabim")
    ]
    return rows, checks


def same_on_any_cores():
    one, two = play("Heimveg", 5, 500), play("Heimveg", 5, 500, cores=2)
    same = one["figures"] == two["figures"]
    return {"what": "the same figures on one core and on two", "ok": same}


def municipalities():
    """All municipalities' homes, each its own scenario, on every core."""
    sys.path.insert(0, str(HERE))
    import flow_models

    from heimveg.engines import flow

    weights = [1 / (rank + 5) for rank in range(MUNICIPALITIES)]
    homes = [HOMES * weight / sum(weights) for weight in weights]
    flow.warm()
    start, events, places = time.perf_counter(), 0.0, 0
    for number, wanted in enumerate(homes):
        scenario = flow_models.heimveg_scenario(
            100, number, scale=wanted / sum(flow_models.PLACES), years=12.0, warmup_years=2.0
        )
        places += sum(station.places[0].places for station in scenario.stations)
        run = flow.simulate(scenario)
        flow.document(run)
        events += flow_models.heimveg_figures(run)[0].sum()
    return time.perf_counter() - start, events, places


def speed_table(runs, apart, floors):
    rows = []
    for engine, played in runs.items():
        each = statistics.median(map(per_replication, played))
        events = statistics.median(run["events"] / run["seconds"] for run in played)
        against = "1" if engine == "SimPy" else f"{median_ratio(runs, 'SimPy', engine):.3g}"
        rows.append([engine, f"{1000 * each:.4g}", f"{events:,.0f}", against])
    each = statistics.median(apart)
    rows.append(["Heimveg, 2 processes of 1 core", f"{1000 * each:.4g}", "", ""])
    ratios, shown = {}, []
    for kind, label in (
        ("common", "NumPy's generator, compiled"),
        ("addressed", "our addressed numbers"),
    ):
        ratios[kind] = statistics.median(turn["loop"] / turn[kind] for turn in floors)
        ns = statistics.median(turn[kind] for turn in floors)
        shown.append([label, f"{ns:.1f}", f"{ratios[kind]:.2f}"])
    loop = statistics.median(turn["loop"] for turn in floors)
    shown.append(["the whole event loop", f"{loop:.1f}", "1"])
    return rows, shown, ratios


def machine():
    model = platform.processor() or "unknown"
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    packages = ("numba", "numpy", "simpy", "ciw", "salabim")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def main():
    runs, apart, floors = interleaved()
    agreeing, checks = agreement(runs)
    checks.append(same_on_any_cores())
    speeds, floor_rows, ratios = speed_table(runs, apart, floors)
    seconds, events, places = municipalities()
    against = {name: median_ratio(runs, name, "Heimveg") for name in REPLICATIONS}
    together = statistics.median(
        a / per_replication(b) for a, b in zip(apart, runs["Heimveg, 2 cores"], strict=True)
    )
    goals = [
        (
            "at least 100 times SimPy on one core",
            f"{against['SimPy']:.0f} times",
            against["SimPy"] >= 100,
        ),
        (
            "at least 250 times Ciw on one core",
            f"{against['Ciw']:.0f} times",
            against["Ciw"] >= 250,
        ),
        (
            "at most 3 times the random numbers alone, by NumPy's generator",
            f"{ratios['common']:.2f} times",
            ratios["common"] <= 3,
        ),
        (
            "against our own addressed numbers, a harder floor than the goal means",
            f"{ratios['addressed']:.2f} times",
            ratios["addressed"] <= 3,
        ),
        (
            "two cores at least 90 % of two independent processes",
            f"{100 * together:.0f} %",
            together >= 0.9,
        ),
        (
            f"{MUNICIPALITIES} municipalities ({places:,} homes), 10 years, 100 times, in minutes",
            f"{seconds:.1f} s for {events / 1e6:.0f} million events, figures included",
            seconds < 600,
        ),
    ]
    result = {
        "name": "flow",
        "title": "Flow: one model in four engines",
        "intro": (
            "Four stations with a queue, people who give up, blocking, evictions and returns; "
            "15 years of which 5 are warm-up; about 2,250 events a replication. Medians of "
            f"{ROUNDS} interleaved rounds, ratios taken within a round. On one core, processor "
            "time is counted, so that what else the machine does weighs less; on two, the clock."
        ),
        "machine": machine(),
        "command": "python bench/measure_flow.py",
        "tables": [
            {
                "caption": "Speed",
                "columns": ["engine", "ms a replication", "events a second", "times SimPy"],
                "rows": speeds,
            },
            {
                "caption": FLOOR,
                "columns": ["what", "ns an event", "the loop against it"],
                "rows": floor_rows,
            },
            {
                "caption": "The same answers (mean ± 95 %)",
                "columns": ["figure", "Heimveg", "SimPy", "Ciw", "salabim"],
                "rows": agreeing,
            },
        ],
        "charts": [
            {
                "title": "How many times as fast as each engine, on one core",
                "bars": [
                    {"label": name, "ratio": round(against[name], 1)}
                    for name in ("SimPy", "Ciw", "salabim")
                ],
            }
        ],
        "goals": [
            {"goal": goal, "measured": measured, "met": bool(met)} for goal, measured, met in goals
        ],
        "checks": checks,
    }
    target = HERE / "results" / "flow.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for goal in result["goals"]:
        print("met    " if goal["met"] else "NOT MET", goal["goal"], "—", goal["measured"])
    for check in checks:
        print("right  " if check["ok"] else "WRONG  ", check["what"])
    sys.exit(0 if all(check["ok"] for check in checks) else 1)


if __name__ == "__main__":
    main()
