# ruff: noqa: E501, ISC004  lines of SVG
"""Turns every bench/results/*.json into docs/performance.md with tables and small charts.

    python bench/report.py

Fails when a check found a wrong answer, never because something was slow.
"""

import json
import re
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
TARGET = ROOT / "docs" / "performance.md"
CHARTS = ROOT / "docs" / "performance"
HEAD = """# Performance

Written by `make bench` (`python bench/report.py`) from the measurements in `bench/results/`.
Times depend on the machine and on what else it does; ratios within one run are what counts.
A goal that was not reached is left standing with the figure that was measured.
"""
WIDTH, BAR, GAP, LEFT, RIGHT = 640, 22, 8, 210, 90


def main() -> None:
    sections = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("*.json"))
    ]
    CHARTS.mkdir(parents=True, exist_ok=True)
    for old in CHARTS.glob("*.svg"):
        old.unlink()
    TARGET.write_text("\n".join([HEAD, *map(section_text, sections)]), encoding="utf-8")
    wrong = [
        f"{section['title']}: {check['what']}"
        for section in sections
        for check in section.get("checks", [])
        if not check["ok"]
    ]
    for what in wrong:
        print(f"WRONG: {what}")
    sys.exit(bool(wrong))


def section_text(section: dict) -> str:
    parts = [f"## {section['title']}", section.get("intro", "")]
    if section.get("machine"):
        facts = ", ".join(f"{name}: {value}" for name, value in section["machine"].items())
        parts.append(f"Machine: {facts}.")
    if section.get("command"):
        parts.append(f"To repeat: `{section['command']}`")
    if section.get("goals"):
        rows = [
            [g["goal"], g["measured"], "reached" if g["met"] else "**not reached**"]
            for g in section["goals"]
        ]
        parts.append(
            table_text({"caption": "Goals", "columns": ["goal", "measured", ""], "rows": rows})
        )
    parts += [
        chart_text(section["name"], chart) for chart in section.get("charts", []) if chart["bars"]
    ]
    parts += [table_text(table) for table in section.get("tables", [])]
    checks = section.get("checks", [])
    right = sum(check["ok"] for check in checks)
    if checks:
        parts.append(f"Answers checked: {right} of {len(checks)} right.")
        parts += [f"- **wrong:** {check['what']}" for check in checks if not check["ok"]]
    return "\n\n".join(part for part in parts if part) + "\n"


def table_text(table: dict) -> str:
    columns = [str(column) for column in table["columns"]]
    lines = [f"*{table['caption']}*", "", row_text(columns), row_text(["---"] * len(columns))]
    return "\n".join(lines + [row_text(row) for row in table["rows"]])


def row_text(cells: list) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def chart_text(name: str, chart: dict) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", f"{name} {chart['title']}".lower()).strip("-")[:80]
    (CHARTS / f"{slug}.svg").write_text(svg(chart), encoding="utf-8")
    summary = "; ".join(f"{bar['label']} {figure(bar['ratio'])}" for bar in chart["bars"])
    return f"![{chart['title']}: {summary}](performance/{slug}.svg)"


def figure(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.3g}"


def svg(chart: dict) -> str:
    """Bars from zero, one colour, each with its figure, so that no legend and no axis is needed."""
    bars = chart["bars"]
    longest = max(bar["ratio"] for bar in bars) or 1
    height = 34 + len(bars) * (BAR + GAP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(chart["title"])}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="0" y="16" font-weight="bold" fill="#1b1b1b">{escape(chart["title"])}</text>',
    ]
    for number, bar in enumerate(bars):
        top = 30 + number * (BAR + GAP)
        width = max(1.0, (WIDTH - LEFT - RIGHT) * bar["ratio"] / longest)
        middle = top + BAR - 7
        lines += [
            f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end" fill="#1b1b1b">{escape(bar["label"])}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{width:.1f}" height="{BAR}" fill="#1f5d7a"/>',
            f'<text x="{LEFT + width + 6:.1f}" y="{middle}" fill="#1b1b1b">{figure(bar["ratio"])}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    main()
