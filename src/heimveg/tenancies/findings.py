"""What is said about a bad line of a payment file: what is wrong, and what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heimveg.tenancies.rules.payments import Finding, Wrong

TEXTS: dict[Wrong, Promise] = {
    Wrong.EMPTY: _("The file holds no payment. Choose another."),
    Wrong.TOO_LARGE: _("The file is too large: at most 5 MB and 50,000 rows. Divide it."),
    Wrong.ENCODING: _("The letters cannot be read. Save it as CSV UTF-8 and try again."),
    Wrong.QUOTES: _("A quotation mark is opened and not closed. Save the file again as CSV."),
    Wrong.LENGTH: _("The line is not 80 characters. Fetch the file from the bank again."),
    Wrong.RECORD: _("This record does not belong here. Fetch the file from the bank again."),
    Wrong.DIGITS: _("There should be digits here. Fetch the file from the bank again."),
    Wrong.DATE: _("This is no date. Write it as 20.11.2026."),
    Wrong.AMOUNT: _("This is no amount. Write it as 8 500,50."),
    Wrong.UNCLEAR: _(
        "This can be read as thousands or as decimals. Write it with øre: 1234,00 or 1,23."
    ),
    Wrong.NOTHING: _("The amount is nothing. Take the row away, or write the amount."),
    Wrong.SIGN: _("The sign is neither 0 nor -. Fetch the file from the bank again."),
    Wrong.KID: _("The KID's check digit does not fit. Fetch the file from the bank again."),
    Wrong.ORDER: _("The records of this payment do not belong together. Fetch the file again."),
    Wrong.COUNT: _("The end record counts otherwise: a line is missing or there twice."),
    Wrong.SUM: _("The sum is not that of the lines: the file is damaged. Fetch it again."),
    Wrong.END: _("The file stops before its end. Fetch it from the bank again."),
    Wrong.COLUMNS: _("The columns date and amount must be there, each once, with a heading."),
    Wrong.NO_DATE: _("No column is called date. Give the column with the days that heading."),
    Wrong.NO_AMOUNT: _("No column is called amount. Give the column with kroner that heading."),
    Wrong.CONTENT: _(
        "The row holds a character that is no text. Save it as CSV UTF-8 and try again."
    ),
    Wrong.SPREADSHEET: _("This is a spreadsheet (such as .xlsx). Save it as CSV, and read that."),
    Wrong.FUTURE: _("The payment is of a day to come. Look at the date."),
    Wrong.OLD: _("The payment is of before the year 2000. Look at the date."),
    Wrong.CELLS: _("The row has more cells than there are headings."),
    Wrong.TWICE: _("The same payment stands above in the file. Take one of them away."),
    Wrong.KNOWN: _("This payment was read from another file. Take the row away."),
}


def finding_text(finding: Finding) -> str:
    return str(TEXTS[finding.wrong])
