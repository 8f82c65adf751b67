"""English as in Europe: the day before the month, the month as a word."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATETIME_FORMAT = "j M Y H:i"
