"""Photos are looked at with suspicion, and lose what the camera wrote."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from heimveg.upkeep.pictures import LARGEST_BYTES, LONGEST_SIDE, NotAPicture, cleaned

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def jpeg(width=40, height=20, **exif):
    picture = Image.new("RGB", (width, height), "red")
    out, tags = BytesIO(), Image.Exif()
    tags[MAKER] = "Kameraverket"
    tags[ORIENTATION] = exif.get("orientation", 1)
    tags.get_ifd(GPS).update({1: "N", 2: (60.0, 23.0, 1.0), 3: "E", 4: (5.0, 19.0, 1.0)})
    picture.save(out, "JPEG", exif=tags, comment=b"Storgata 1")
    return out.getvalue()


def bomb(side=60_000):
    """A PNG that says it is enormous and holds nothing."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def test_where_and_when_it_was_taken_is_gone():
    raw = jpeg()
    assert Image.open(BytesIO(raw)).getexif().get_ifd(GPS)  # the control: it was there

    kept = Image.open(BytesIO(cleaned(raw).content))

    assert len(kept.getexif()) == 0
    assert "comment" not in kept.info
    assert b"Kameraverket" not in cleaned(raw).content
    assert b"Storgata" not in cleaned(raw).content


def test_a_photo_on_its_side_is_turned_up():
    assert (cleaned(jpeg(orientation=6)).width, cleaned(jpeg(orientation=6)).height) == (20, 40)


def test_a_large_photo_is_made_smaller():
    made = cleaned(jpeg(4000, 3000))

    assert (made.width, made.height) == (LONGEST_SIDE, 1500)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_kinds_become_jpeg(form):
    out = BytesIO()
    Image.new("RGBA", (30, 30), (255, 0, 0, 0)).save(out, form)

    assert cleaned(out.getvalue()).content[:3] == b"\xff\xd8\xff"


BAD = {
    "empty": (b"", "empty"),
    "text": (b"not a photo at all", "unknown_type"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "unknown_type"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "unknown_type"),
    "html": (b"<html><script>1</script></html>", "unknown_type"),
    "too large": (b"\xff\xd8\xff" + bytes(LARGEST_BYTES), "too_large"),
    "cut off": (jpeg(400, 400)[:300], "broken"),
    "bomb": (bomb(), "too_many_pixels"),
    "gif": (b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,", "unknown_type"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_photo_is_refused_with_its_reason(name):
    raw, code = BAD[name]

    with pytest.raises(NotAPicture) as refused:
        cleaned(raw)
    assert refused.value.code == code
