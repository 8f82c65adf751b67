"""Photos of an inspection: as they come with its form, one by one from a phone, and shown."""

import uuid
from collections.abc import Mapping
from typing import NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from heimveg.access.doors import FORM_KEY, requires
from heimveg.access.gate import ActorRequest
from heimveg.base import clock
from heimveg.upkeep.commands import inspections as commands
from heimveg.upkeep.forms.inspecting import SentPhoto, sent_photos
from heimveg.upkeep.models import Inspection, Photo, PhotoFile
from heimveg.upkeep.permissions import INSPECT, READ_UPKEEP
from heimveg.upkeep.pictures import LARGEST_BYTES, NotAPicture, Picture, cleaned
from heimveg.upkeep.queries.condition import criteria_of

NOT_A_PICTURE: dict[str, Promise] = {
    "empty": gettext_lazy("The photo came without content. Take it again."),
    "too_large": gettext_lazy("The photo is larger than 15 MB. Choose a smaller size."),
    "unknown_type": gettext_lazy(
        "The file is not a photo that can be kept. Send JPEG, PNG or WebP."
    ),
    "heic": gettext_lazy(
        "The photo is HEIC, which few can open. On an iPhone choose Settings, Camera, Formats,"
        " Most Compatible, and take it again."
    ),
    "too_many_pixels": gettext_lazy(
        "The photo has more than 60 million pixels. Take it in a smaller size."
    ),
    "broken": gettext_lazy("The photo is damaged and cannot be read. Take it again."),
}


class Taken(NamedTuple):
    """A photo that can be kept, of the criterion with this code."""

    key: uuid.UUID
    code: str
    picture: Picture


def pictures_in(request: ActorRequest, texts: Mapping[str, str]) -> tuple[list[Taken], list[str]]:
    """The photos of a form, and what is wrong with the others: which, why, and what to do.
    `texts`: code of a criterion → its words."""
    taken, problems = [], []
    for sent in sent_photos(request.POST[FORM_KEY], request.FILES):
        try:
            taken.append(Taken(sent.key, sent.code, cleaned(_content(sent.file))))
        except NotAPicture as reason:
            problems.append(f"{_which(sent, texts)}: {NOT_A_PICTURE[reason.code]}")
    return taken, problems


def _which(sent: SentPhoto, texts: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (texts.get(sent.code, ""), f"«{(sent.file.name or '')[:60]}»")))


def _content(file: UploadedFile) -> bytes:
    return b"" if file.size == 0 else bytes(file.read(LARGEST_BYTES + 1))


@require_POST
@requires(INSPECT)
def send_photo(request: ActorRequest, inspection_id: int) -> HttpResponse:
    """One photo by itself, from the queue of a phone: 204 when it is kept, 422 when it is none."""
    mine = Inspection.objects.permitted_to(request.actor, INSPECT)
    found = get_object_or_404(mine.select_related("standard"), pk=inspection_id)
    texts = {criterion.code: criterion.text for criterion in criteria_of(found.standard)}
    taken, problems = pictures_in(request, texts)
    if problems:
        return HttpResponse(" ".join(problems), status=422, content_type="text/plain")
    for each in taken:
        commands.add_photo(request.actor, inspection_id=found.pk, at=clock.now(), **each._asdict())
    return HttpResponse(status=204)


@require_safe
@requires(READ_UPKEEP)
def photo(request: ActorRequest, inspection_id: int, photo_id: int) -> HttpResponse:
    """The bytes of a photo. Never stored by the browser (the frame's no-store)."""
    mine = Inspection.objects.permitted_to(request.actor, READ_UPKEEP)
    found = get_object_or_404(mine, pk=inspection_id)
    kept = get_object_or_404(Photo, pk=photo_id, inspection=found)
    content = PhotoFile.objects.values_list("content", flat=True).get(photo=kept)
    response = HttpResponse(bytes(content), content_type="image/jpeg")
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response
