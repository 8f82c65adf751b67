"""What is done to several rooms at once.

Stands here because needs, tenancies and stays stand above persons and know nothing of each other.
"""

from heimveg.desk.commands.merging import Opened, merge_persons, undo_merge

__all__ = ["Opened", "merge_persons", "undo_merge"]
