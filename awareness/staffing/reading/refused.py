"""Why a whole file is not taken, in words. Nothing of what the file held is in them."""

from django.utils.translation import gettext_lazy as _

from awareness.errors import CodedError

MAX_BYTES = 32 * 1024 * 1024  # of a file as it is sent: 100,000 rows take about 20 million
MAX_ROWS = 150_000
MAX_COLUMNS = 400
MAX_CELL = 2_000  # letters in a cell
MAX_SECONDS = 60  # of the processor: a busy machine takes longer by the clock

NOTHING_KEPT = _("Nothing was kept.")
WORDS_BY_CODE = {
    "too_big": _(
        "The file is larger than 32 MB. Save only the columns that are needed, or send it in parts."
    ),
    "lost": _("The file was not kept long enough to be read. Choose it once more."),
    "too_many_rows": _("The file has more than 150,000 rows. Send it in parts."),
    "too_many_at_once": _(
        "This page takes up to 20,000 rows and 4 MB at once. Send the list in parts; what is here "
        "already is not taken twice."
    ),
    "too_many_columns": _("The file has more than 400 columns. Save only those that are needed."),
    "too_long": _("Row %(row)s has a cell of more than 2,000 letters. Take that column out."),
    "too_slow": _("Reading the file takes more than a minute. Send it in parts."),
    "unpacks_too_big": _(
        "The file would unpack to far more than a list of people needs. Open it in your "
        "spreadsheet program, copy the list into a new file, and save that as XLSX or CSV."
    ),
    "not_a_list": _(
        "This is no list that can be read here. Save it as XLSX or as CSV; older XLS files, ODS "
        "and PDF are not read."
    ),
    "locked": _(
        "This is an older XLS file or one with a password. Save it as XLSX or as CSV, without a "
        "password."
    ),
    "damaged": _("The file is damaged or was cut off. Save it once more and send it again."),
    "holds_nul": _(
        "The file holds signs that are no text (NUL). Save it once more as CSV in UTF-8, or as "
        "XLSX."
    ),
    "encoding": _(
        "The letters of this file cannot be read: it is neither UTF-8 nor UTF-16 nor Windows-1252. "
        "Save it as “CSV UTF-8”, or as XLSX."
    ),
    "quote": _(
        "From row %(row)s on, a quotation mark is opened and not closed. Close it there, or save "
        "the list as XLSX."
    ),
    "empty": _("There is no row in this file."),
    "no_head": _(
        "No row was found that names the columns. The first row has to say what they hold: number, "
        "e-mail, name, site, team and so on."
    ),
    "nothing_to_know_by": _(
        "None of the columns is the employee number or the e-mail address, so nobody could be "
        "recognised. Say which column holds one of them."
    ),
    "no_title_or_day": _(
        "Two columns are needed: what was finished, and the day. Say which columns hold them."
    ),
    "identity_number": _(
        "Row %(row)s, column %(column)s: this has the shape of a national identity number. Such "
        "numbers are never taken here. Take them out of the file, and choose it again.%(also)s"
    ),
    "identity_column": _(
        "Column %(column)s is filled with national identity numbers, or named as one of them. Such "
        "numbers are never taken here. Take the column out of the file, and choose it again."
        "%(also)s"
    ),
}  # fmt: skip


class FileRefused(CodedError):
    """The file is not taken. `code`: a key of WORDS_BY_CODE; `params`: places in the file, no
    contents."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.params = params

    @property
    def words(self) -> str:
        return f"{WORDS_BY_CODE[self.code] % self.params} {NOTHING_KEPT}"
