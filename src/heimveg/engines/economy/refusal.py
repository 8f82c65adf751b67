"""What is wrong with a file of what is to be priced."""

from datetime import date

from heimveg.engines import faults


class CostsRefused(faults.FileRefused):
    """Nothing was priced."""


class Faults(faults.Faults):
    refusal = CostsRefused

    def day(self, path: str, value: object) -> date | None:
        """A day, or None if it is none."""
        found = faults.as_date(value)
        if found is None:
            self.add(path, f"is {faults.as_written(value)}, not a day", 'Write it as "2026-07-31"')
        return found

    def days(self, path: str, start: object, end: object) -> tuple[date, date] | None:
        """The first day of a stretch and the first day after it, or None if they are not two
        days in that order.
        """
        first = self.day(faults.join(path, "start"), start)
        last = self.day(faults.join(path, "end"), end)
        if first is None or last is None:
            return None
        if last < first:
            what = f"is {last}, before it starts on {first}"
            self.add(faults.join(path, "end"), what, "Write the first day after the stretch")
            return None
        return first, last
