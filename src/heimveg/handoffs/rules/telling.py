"""How a person is told that another unit answers for them from now on. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Way(StrEnum):
    LETTER = "letter"
    BY_HAND = "by_hand"  # a letter that never goes by post: a cleared colleague hands it over
    MESSAGE = "message"  # a text message or e-mail that says only that something waits
    BY_WORKER = "by_worker"  # nothing reaches them: somebody says it


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of how somebody can be reached."""

    is_protected: bool
    has_name: bool
    has_phone_or_email: bool
    post_arrives: bool  # not for who sleeps rough, or nobody knows where


def way_to_tell(known: Known) -> Way:
    """Protection comes first: whatever else is known, nothing leaves by itself."""
    if known.is_protected:
        return Way.BY_HAND
    if known.has_name and known.post_arrives:
        return Way.LETTER
    return Way.MESSAGE if known.has_phone_or_email else Way.BY_WORKER
