"""Brings the dated law of `data/` into the database; run with every migration."""

from datetime import date

from heimveg.base.datafiles import rows_of
from heimveg.decisions.models import LegalText
from heimveg.decisions.queries import DATA


def load_legal_texts(using: str) -> int:
    """Add rows that are new and end those that the file has ended; never rewrite a text that a
    letter may have quoted. Returns how many were added."""
    added = 0
    for row in rows_of(DATA / "legal_texts.csv"):
        started, ended = date.fromisoformat(row["started_on"]), row["ended_on"] or None
        _text, is_new = LegalText.objects.using(using).get_or_create(
            code=row["code"],
            started_on=started,
            defaults={
                "kind": row["kind"],
                "law": row["law"],
                "value": int(row["value"]) if row["value"] else None,
                "text_nn": row["text_nn"],
                "text_nb": row["text_nb"],
                "text_en": row["text_en"],
                "ended_on": ended,
                "source": row["source"],
            },
        )
        added += is_new
        if not is_new and ended:
            LegalText.objects.using(using).filter(code=row["code"], started_on=started).update(
                ended_on=ended
            )
    return added
