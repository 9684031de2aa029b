"""Files that people bring as evidence: a short list of kinds, each checked by what is in the file.

A file's ending is only a claim. The file is kept under a name nobody can guess and handed out as a download
only, so one that is not what it says can do no more than disappoint.
"""

import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from octant.later import Later

if TYPE_CHECKING:
    from PIL import Image
else:
    Image = Later("PIL.Image")

type Upload = UploadedFile[Any]

BEGINNING = 64 * 1024  # bytes of a text file that are looked at
TEXT_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": OFFICE + "wordprocessingml.document",
    "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation",
    "odt": OPEN_DOCUMENT + "text",
    "ods": OPEN_DOCUMENT + "spreadsheet",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
ACCEPT = ",".join(f".{ending}" for ending in TYPES)


def check_upload(file: Upload) -> None:
    """Raise ValidationError, in words that say what to do, unless the file may be kept."""
    limit = settings.UPLOAD_MEGABYTES
    if (file.size or 0) > limit * 1024 * 1024:
        too_large = _("This file is too large: %(limit)s MB at most. Choose a smaller one, or give a link.")
        raise ValidationError(too_large % {"limit": limit})
    ending = ending_of(file.name)
    if ending not in TYPES:
        raise ValidationError(
            _("This kind of file is not accepted. Possible are: %(kinds)s.") % {"kinds": ", ".join(TYPES)}
        )
    file.seek(0)
    fits = _CHECKS[ending](file, ending)
    file.seek(0)
    if not fits:
        no_fit = _("The content of this file does not fit its ending “%(ending)s”. Please choose another.")
        raise ValidationError(no_fit % {"ending": ending})


def ending_of(name: str | None) -> str:
    return PurePosixPath(name or "").suffix.lstrip(".").lower()


def _is_pdf(file: Upload, _ending: str) -> bool:
    return b"%PDF-" in file.read(1024)


def _is_picture(file: Upload, ending: str) -> bool:
    try:
        with Image.open(file, formats=["PNG" if ending == "png" else "JPEG"]) as picture:
            picture.verify()
    except Exception:  # whatever Pillow trips over, it is no picture we want
        return False
    return True


def _is_office(file: Upload, ending: str) -> bool:
    """A zip file with the parts of its kind, and no macros."""
    folder = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}[ending]
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return (
        "[Content_Types].xml" in names and any(name.startswith(folder) for name in names) and not has_macros
    )


def _is_open_document(file: Upload, ending: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive, archive.open("mimetype") as kind:
            return kind.read(200).decode("ascii", "replace").strip() == TYPES[ending]
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError):
        return False


def _is_text(file: Upload, _ending: str) -> bool:
    return not TEXT_CONTROLS & frozenset(file.read(BEGINNING))


_CHECKS: dict[str, Callable[[Upload, str], bool]] = {
    "pdf": _is_pdf,
    "png": _is_picture,
    "jpg": _is_picture,
    "jpeg": _is_picture,
    "docx": _is_office,
    "xlsx": _is_office,
    "pptx": _is_office,
    "odt": _is_open_document,
    "ods": _is_open_document,
    "txt": _is_text,
    "csv": _is_text,
}
