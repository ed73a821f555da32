"""One door for every file: looks at the contents, not at the name, and picks the reader."""

from core.directory.tables.csv_text import read_csv
from core.directory.tables.header import with_header
from core.directory.tables.model import LIMITS, Meter, Sheet, TableLimits
from core.directory.tables.xlsx import read_xlsx
from core.kernel.errors import DomainError
from core.kernel.text import N_, Message

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_PAPERS_AND_ARCHIVES = (b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml")


def read_tables(data: bytes, filename: str, limits: TableLimits = LIMITS) -> tuple[Sheet, ...]:
    """The tables of an XLSX or CSV file, those that hold at least one row below the header.

    `filename` only names the sheet of a CSV. Raises DomainError, in words for the person who
    sent the file, when it is of another kind, damaged, protected, empty or above `limits`.
    """
    if len(data) > limits.file_bytes:
        raise DomainError(
            Message(
                N_("Файл больше %(limit)s МБ. Уберите из него картинки или разделите на части."),
                limit=limits.file_bytes // (1024 * 1024),
            )
        )
    meter = Meter(limits)
    if data.startswith(b"PK\x03\x04"):
        raw = read_xlsx(data, meter)
    else:
        _refuse_foreign_kinds(data)
        raw = [read_csv(data, filename, meter)]
    sheets = tuple(sheet for sheet in map(with_header, raw) if sheet.rows)
    if not sheets:
        raise DomainError(Message(N_("В файле нет ни одной строки с данными.")))
    return sheets


def _refuse_foreign_kinds(data: bytes) -> None:
    if not data.strip(b" \t\r\n\0"):
        raise DomainError(Message(N_("Файл пустой.")))
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise DomainError(
                Message(N_("Файл защищён паролем. Снимите пароль в Excel и загрузите снова."))
            )
        raise DomainError(
            Message(
                N_(
                    "Это книга старого формата XLS. Откройте её в Excel и сохраните "
                    "как «Книга Excel (*.xlsx)»."
                )
            )
        )
    if data.startswith(_PICTURES + _PAPERS_AND_ARCHIVES):
        raise DomainError(
            Message(N_("Это не таблица, а документ, архив или картинка. Нужен файл XLSX или CSV."))
        )
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise DomainError(
            Message(
                N_(
                    "Это веб-страница или XML, хотя файл может называться таблицей. "
                    "Откройте его в Excel и сохраните как «Книга Excel (*.xlsx)»."
                )
            )
        )
