"""What a person is told about a sheet that cannot be read, and about one that can."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .errors import SheetError

SENTENCES = {
    "empty": gettext_lazy("This file has no rows. Choose another one."),
    "too_big": gettext_lazy(
        "This file is larger than %(most)s MB. Split it into several files, or take out pictures and sheets "
        "that are not needed."
    ),
    "too_long": gettext_lazy(
        "This sheet has more than %(most)s rows. Split it into several files and import one after the other."
    ),
    "too_wide": gettext_lazy(
        "This sheet has more than %(most)s columns. Delete the columns that are not needed and save it again."
    ),
    "too_many_sheets": gettext_lazy(
        "This file has more than %(most)s sheets. Save the one you need as a file of its own."
    ),
    "far_cell": gettext_lazy(
        "The sheet “%(sheet)s” has something far down, in row %(row)s. Delete the rows below your table and "
        "save it again."
    ),
    "unpacks_too_big": gettext_lazy(
        "This file holds far more than its size tells and was not opened. "
        "Save your table as CSV and try again."
    ),
    "password": gettext_lazy(
        "This file is protected by a password. Open it, save it without a password, and try again."
    ),
    "old_office": gettext_lazy(
        "This is an older kind of spreadsheet file. "
        "Open it in your spreadsheet program and save it as XLSX or ODS."
    ),
    "web_page": gettext_lazy(
        "This file is a web page, whatever its name says. "
        "Open it in a spreadsheet program and save it as XLSX."
    ),
    "pdf": gettext_lazy("This is a PDF. A table can be read from CSV, XLSX or ODS only."),
    "no_sheet": gettext_lazy("This file is no spreadsheet. Possible are CSV, XLSX and ODS."),
    "no_table": gettext_lazy("This file is no table of text. Possible are CSV, XLSX and ODS."),
    "damaged": gettext_lazy(
        "This file is damaged. Open it in your spreadsheet program, save it under a new name, and try again."
    ),
    "cannot_be_read": gettext_lazy(
        "This file asks for more memory or time than there is, or is damaged. Copy your table into a new "
        "sheet, save it, and try again; or save it as CSV."
    ),
    "quote_never_closed": gettext_lazy(
        "From row %(row)s on, a quotation mark is opened and never closed. Correct that row and try again."
    ),
    "wrong_encoding": gettext_lazy(
        "The letters of this file are not written as %(encoding)s: it breaks off in row %(row)s. Choose "
        "another way of reading letters, or save the file as “CSV UTF-8”."
    ),
    "broken_off": gettext_lazy(
        "The work on this file stopped half way, perhaps because the server was restarted. "
        "Nothing of it was kept: please begin this step again."
    ),
    "encoding_unknown": gettext_lazy("Choose one of the ways of reading letters from the list."),
}


def sentence(problem: SheetError) -> str:
    """Why the file was refused and what to do."""
    return str(SENTENCES[problem.code]) % problem.facts


def kept_sentence(problem: dict[str, Any]) -> str:
    """The same for a problem that an upload has kept; an empty text if there is none."""
    return sentence(SheetError(problem["code"], **problem["facts"])) if problem else ""


def encoding_name(encoding: str) -> str:
    """An encoding as people may have met it."""
    names = {
        "utf-8": _("Unicode (UTF-8)"),
        "utf-8-sig": _("Unicode (UTF-8)"),
        "utf-16": _("Unicode (UTF-16)"),
        "utf-16-le": _("Unicode (UTF-16)"),
        "utf-16-be": _("Unicode (UTF-16)"),
        "cp1252": _("Western European (Windows)"),
        "iso8859-15": _("Western European (ISO)"),
        "cp1250": _("Central European (Windows)"),
        "iso8859-2": _("Central European (ISO)"),
        "cp1257": _("Baltic (Windows)"),
        "iso8859-13": _("Baltic (ISO)"),
        "iso8859-4": _("Nordic and Baltic (ISO, older)"),
        "cp1251": _("Cyrillic (Windows)"),
        "koi8-u": _("Cyrillic (Ukrainian)"),
        "mac-roman": _("Western European (older Mac)"),
        "cp850": _("Western European (DOS)"),
    }
    return names.get(encoding, encoding)


def separator_name(separator: str) -> str:
    names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
    return names.get(separator, separator)
