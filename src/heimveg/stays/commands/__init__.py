"""What can be done about where people live."""

from heimveg.stays.commands.correct import correct_stay, end_stay
from heimveg.stays.commands.register import note_institution, register_stay

__all__ = ["correct_stay", "end_stay", "note_institution", "register_stay"]
