"""Bad photos and files, sent to the real pages: each is told which, why, and what to do."""

import re
import uuid
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from heimveg.upkeep.models import Finding, Photo, PhotoFile
from tests.upkeep.factories import InspectionFactory
from tests.upkeep.test_pictures import GPS, bomb, jpeg

pytestmark = pytest.mark.django_db
MB = 2**20


def animated():
    out = BytesIO()
    first, second = Image.new("RGB", (30, 30), "red"), Image.new("RGB", (30, 30), "blue")
    first.save(out, "GIF", save_all=True, append_images=[second], duration=100)
    return out.getvalue()


def wide_jpeg():
    """More pixels than are taken, in a file of some kilobytes."""
    out = BytesIO()
    Image.new("L", (11_000, 6_000)).save(out, "JPEG")
    return out.getvalue()


BAD = {
    "no content": (b"", "IMG_0.jpg", "came without content"),
    "a PDF named .jpg": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "rapport.jpg", "not a photo"),
    "40 MB": (jpeg() + bytes(40 * MB), "stor.jpg", "larger than 15 MB"),
    "a bomb": (bomb(), "bombe.png", "60 million pixels"),
    "a bomb of a JPEG": (wide_jpeg(), "panorama.jpg", "60 million pixels"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200), "IMG_7.HEIC", "Most Compatible"),
    "an animated GIF": (animated(), "rask.gif", "not a photo"),
    "cut off": (jpeg(400, 400)[:300], "halv.jpg", "damaged"),
    "a page": (b"<html><script>alert(1)</script></html>", "<b>.jpg", "not a photo"),
}


@pytest.fixture
def inspection(home, standard):
    return InspectionFactory(dwelling=home, standard=standard)


def sent_to_the_form(client, inspection, form, raw, name):
    fields = form(row_version="1", conclusion="", **{"answer-own_bath": "yes"})
    photo = {"photo-own_bath": SimpleUploadedFile(name, raw)}
    return client.post(reverse("upkeep:inspection", args=[inspection.pk]), fields | photo)


def sent_from_the_queue(client, inspection, raw, name):
    fields = {"form_key": str(uuid.uuid4()), "photo-own_bath": SimpleUploadedFile(name, raw)}
    return client.post(reverse("upkeep:send-photo", args=[inspection.pk]), fields)


@pytest.mark.parametrize("kind", BAD)
def test_the_form_says_which_photo_is_bad_and_keeps_what_was_written(
    log_in, caretaker, inspection, form, kind
):
    raw, name, why = BAD[kind]

    answer = sent_to_the_form(log_in(caretaker), inspection, form, raw, name)

    page = answer.content.decode()
    problem = re.search(r"<li>(The own_bath.*?)</li>", page).group(1)
    assert answer.status_code == 422
    assert why in problem
    assert f"«{name}»" in unescape(problem)
    assert "<b>.jpg" not in problem
    assert re.search(r'id="answer-own_bath-yes" value="yes"\s+checked', page)
    assert not Photo.objects.exists()
    assert not Finding.objects.exists()


@pytest.mark.parametrize("kind", BAD)
def test_the_queue_is_told_the_same_in_plain_text(log_in, caretaker, inspection, kind):
    raw, name, why = BAD[kind]

    answer = sent_from_the_queue(log_in(caretaker), inspection, raw, name)

    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain")
    assert answer.content.decode().startswith("The own_bath, «")
    assert why in answer.content.decode()
    assert not Photo.objects.exists()


def test_what_the_camera_wrote_of_place_is_gone_from_what_is_served(
    log_in, caretaker, inspection, form
):
    client, raw = log_in(caretaker), jpeg()
    assert Image.open(BytesIO(raw)).getexif().get_ifd(GPS)  # the control: it was there

    answer = sent_to_the_form(client, inspection, form, raw, "Storgata 1 bad.jpg")

    photo = Photo.objects.get()
    shown = client.get(reverse("upkeep:photo", args=[inspection.pk, photo.pk]))
    assert answer.status_code == 302
    assert len(Image.open(BytesIO(shown.content)).getexif()) == 0
    assert bytes(PhotoFile.objects.get().content) == shown.content
    assert b"Storgata" not in shown.content


def test_a_good_photo_beside_a_bad_one_waits_for_it(log_in, caretaker, inspection, form):
    """All or nothing: what is sent again after mending is kept once."""
    client = log_in(caretaker)
    fields = form(row_version="1", conclusion="", **{"answer-own_bath": "yes"})
    good, bad = SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", b"")
    url = reverse("upkeep:inspection", args=[inspection.pk])

    first = client.post(url, fields | {"photo-own_bath": [good, bad]})
    good.seek(0)
    second = client.post(url, fields | {"photo-own_bath": [good]})

    assert (first.status_code, second.status_code) == (422, 302)
    assert Photo.objects.count() == 1
