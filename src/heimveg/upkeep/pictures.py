"""A photo as it came becomes one that can be kept: looked at with suspicion, turned the right way
up, made smaller, and without all that a camera writes about place and time."""

import warnings
from dataclasses import dataclass
from io import BytesIO

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_BYTES = 15 * 2**20
MOST_PIXELS = 60_000_000  # a phone's 48 megapixels, and some; more is a bomb
LONGEST_SIDE = 2000  # pixels kept: enough to see a crack
QUALITY = 82
TYPES = {".jpg": "JPEG", ".jpeg": "JPEG", ".jfif": "JPEG", ".png": "PNG", ".webp": "WEBP"}

HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


class NotAPicture(Exception):
    """`code`: empty, too_large, unknown_type, heic, too_many_pixels, broken."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Picture:
    """JPEG bytes with nothing in them but the picture."""

    content: bytes
    width: int
    height: int


def cleaned(raw: bytes) -> Picture:
    """Raises NotAPicture. What the bytes are is asked of the bytes, not of the name."""
    if not raw:
        raise NotAPicture("empty")
    if len(raw) > LARGEST_BYTES:
        raise NotAPicture("too_large")
    kind = _kind_of(raw)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _made_anew(raw, kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture("too_many_pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotAPicture("broken") from error


def _kind_of(raw: bytes) -> str:
    if raw[4:8] == b"ftyp" and raw[8:12] in HEIC:
        raise NotAPicture("heic")
    try:
        found = puremagic.magic_string(raw)
    except (puremagic.PureError, ValueError) as error:
        raise NotAPicture("unknown_type") from error
    kinds = [TYPES[match.extension] for match in found if match.extension in TYPES]
    if not kinds:
        raise NotAPicture("unknown_type")
    return kinds[0]


def _made_anew(raw: bytes, kind: str) -> Picture:
    with Image.open(BytesIO(raw), formats=[kind]) as opened:
        if opened.width * opened.height > MOST_PIXELS:  # before a single pixel is unpacked
            raise NotAPicture("too_many_pixels")
        if kind == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        plain = Image.new("RGB", turned.size, "white")
        # A see-through picture is laid on white; its metadata stay behind with the old image.
        layer = turned.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), plain.width, plain.height)
