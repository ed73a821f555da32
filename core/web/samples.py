"""Files to try the program with: the demo company leaves them beside its logins.

They belong to the demo alone and live in its data folder; any other installation has none.
"""

import mimetypes
from dataclasses import dataclass
from pathlib import Path

from core.kernel.errors import NotFound

FOLDER = "demo_samples"
PRICES, LETTERS = "prices", "letters"


@dataclass(frozen=True)
class SampleFile:
    """``purpose``: which screen takes such files."""

    purpose: str
    name: str
    content: bytes

    @property
    def media_type(self) -> str:
        """By the ending of the name."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def keep(data_dir: Path, sample: SampleFile) -> None:
    """Leave a file for whoever tries the program."""
    folder = data_dir / FOLDER / sample.purpose
    folder.mkdir(parents=True, exist_ok=True)
    (folder / sample.name).write_bytes(sample.content)


def names(data_dir: Path, purpose: str) -> list[str]:
    """What there is for a screen; nothing outside the demo."""
    folder = data_dir / FOLDER / purpose
    if purpose not in (PRICES, LETTERS) or not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def read(data_dir: Path, purpose: str, name: str) -> SampleFile:
    """One of the files. Raises NotFound, also for a name that leads elsewhere."""
    if name not in names(data_dir, purpose):
        raise NotFound()
    return SampleFile(purpose, name, (data_dir / FOLDER / purpose / name).read_bytes())
