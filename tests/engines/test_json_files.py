"""What is read and written as JSON: strictly, by path, within a size, and whole or not at all."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from heimveg.engines import json_files
from heimveg.engines.json_files import NotRead


@pytest.fixture
def refused(tmp_path):
    """The faults, as text, of a file with this text or these bytes."""

    def refused(held, **how):
        source = tmp_path / "in.json"
        source.write_bytes(held if isinstance(held, bytes) else held.encode())
        with pytest.raises(NotRead) as error:
            json_files.read(source, **how)
        return [str(fault) for fault in error.value.faults]

    return refused


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ("", "in.json: is empty."),
        (" \n", "in.json: is empty."),
        ('[1,\n {"a" 2}]', "in.json: is not JSON: it breaks off at line 2, column 7."),
        ('{"a": 1} x', "in.json: is not JSON: it breaks off at line 1, column 10."),
        ('["å"]'.encode("latin-1"), "in.json: is not UTF-8: byte 3 is no part of a sign."),
        ('["å"]'.encode("utf-16"), "in.json: is not UTF-8: byte 1 is no part of a sign."),
        ("[" * 100_000, "in.json: is nested deeper than any such file."),
        ('{"a": [0, {"b": 1, "b": 1}]}', "a[1].b: stands twice in one object."),
        ('{"a": {"n": -' + "9" * 5000 + "}}", "a.n: is a number of 5001 digits."),
        ('{"a": ["b", "\\ud83d"]}', "a[1]: holds half a sign."),
        ('{"a": [{"\\udc00": 1}]}', "a[0]: has a field named by half a sign."),
    ],
)
def test_what_cannot_be_used_is_told_by_its_place(held, told, refused):
    [fault] = refused(held)

    assert fault.startswith(told)


def test_all_that_cannot_be_used_is_told_at_once(refused):
    told = refused('{"a": {"b": 1, "b": 2}, "c": [%s], "d": "\\ud800", "a": 1}' % ("1" * 5000))

    assert [fault.split(":")[0] for fault in told] == ["a", "c[0]", "d"]


def test_a_number_that_no_reader_holds_is_told_by_its_place(refused):
    [fault] = refused('[{"n": 1e99999999999999999999}]', number=Decimal)

    assert fault.startswith("[0].n: is 1e99999999999999999999.")


def test_signs_beyond_the_first_plane_are_read_as_they_are(tmp_path):
    source = tmp_path / "in.json"
    source.write_text('["\\ud83d\\ude00", "\\\\ud83d"]', encoding="utf-8-sig")

    assert json_files.read(source) == ["\N{GRINNING FACE}", r"\ud83d"]


def test_a_stream_without_end_is_given_up_at_the_limit(monkeypatch):
    monkeypatch.setattr(json_files, "MOST_BYTES", 1024**2)

    with pytest.raises(NotRead, match="larger than 1 MB"):
        json_files.read(Path("/dev/zero"))


def test_a_file_of_the_most_bytes_is_read_and_of_one_more_is_not(tmp_path, monkeypatch):
    source = tmp_path / "in.json"
    source.write_text(json.dumps("x" * 98))
    monkeypatch.setattr(json_files, "MOST_BYTES", 100)

    assert json_files.read(source) == "x" * 98
    source.write_text(json.dumps("x" * 99))
    with pytest.raises(NotRead):
        json_files.read(source)


def test_a_folder_is_told_by_the_name_it_was_given():
    with pytest.raises(NotRead, match=r"^\.: cannot be read"):
        json_files.read(Path())


def test_an_answer_goes_where_a_link_leads_and_the_link_stays(tmp_path):
    place, link = tmp_path / "place.json", tmp_path / "link.json"
    link.symlink_to(place)

    json_files.write([1], link)

    assert link.is_symlink()
    assert json.loads(place.read_text()) == [1]
    assert sorted(tmp_path.iterdir()) == [link, place]


def test_what_cannot_be_written_leaves_the_answer_before_it(tmp_path):
    target = tmp_path / "out.json"
    json_files.write([1], target)

    with pytest.raises(ValueError, match="JSON"):
        json_files.write([float("nan")], target)

    assert json.loads(target.read_text()) == [1]
    assert list(tmp_path.iterdir()) == [target]
