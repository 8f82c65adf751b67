"""What is printed from the code says what the code says."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import docs  # noqa: E402


def test_the_printed_pages_are_current():
    assert [path.name for path in docs.outdated()] == [], "run `make docs`"


def test_every_permission_and_every_field_is_printed():
    from heimveg.access.gate import REGISTRY

    permissions, privacy = docs.PERMISSIONS.read_text(), docs.PRIVACY.read_text()

    assert [code for code in REGISTRY if f"`{code}`" not in permissions] == []
    missing = [
        f"{model._meta.label}.{field.attname}"
        for model in docs._models()
        for field in model._meta.concrete_fields
        if f"`{field.attname}`" not in privacy.split(f"### {model._meta.label}\n")[1]
    ]
    assert missing == []


def test_a_page_that_lags_behind_is_found(monkeypatch, tmp_path):
    old = tmp_path / "permissions.md"
    old.write_text(docs.PERMISSIONS.read_text().replace("persons.read", "persons.peek"))
    monkeypatch.setattr(docs, "PERMISSIONS", old)

    assert docs.outdated() == [old]
