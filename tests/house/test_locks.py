"""The lock files say what is meant by hashes, and name no host."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [ROOT / "package-lock.json", *sorted((ROOT / "requirements").glob("*.txt"))]
AN_ADDRESS = re.compile(r"https?://|git\+|--(?:extra-)?index-url")


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_hashes_and_no_address(path):
    text = path.read_text(encoding="utf-8")

    assert AN_ADDRESS.findall(text) == [], "run `make lock`"
    assert re.search(r"sha(?:256|512)[:-]", text)


def test_an_address_in_a_lock_is_found():
    assert AN_ADDRESS.search('"resolved": "https://example.org/a.tgz"')
