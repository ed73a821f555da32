"""Files by the SHA-256 of their content: what was sent once can be shown to the byte for ever."""

import hashlib
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import uuid4

import fsspec

from core.config import ConfigError

_KEY = re.compile(r"[0-9a-f]{64}")


class BlobMissing(LookupError):
    """Nothing is kept under this key."""


class BlobDamaged(RuntimeError):
    """What is kept is not what was put: the disk or somebody has changed it."""


class Storage:
    """Blobs in a folder (``file:``), in S3-compatible storage (``s3:``) or in memory.

    A blob is written once and never changed or deleted, so a reference in a committed row is
    always good; one put by a transaction that was rolled back stays and harms nobody.
    """

    def __init__(self, url: str) -> None:
        """Raises ConfigError where the address needs a package that is not installed, and for a
        folder that cannot be written to."""
        self._folder: Path | None = None
        if urlsplit(url).scheme == "file":
            # fsspec takes a file: address literally, %20 and all.
            self._folder = _writable(Path(url2pathname(urlsplit(url).path)))
            url = str(self._folder)
        try:
            files, root = fsspec.url_to_fs(url)
        except ImportError as error:
            raise ConfigError(
                f"REGLAMENT_STORAGE_URL: {error}; установите: pip install 'reglament[s3]'"
            ) from error
        self._files: Any = files
        self._root: str = root

    def put(self, content: bytes) -> str:
        """Keep ``content`` and give its key: 64 hexadecimal digits. A second time is free."""
        key = hashlib.sha256(content).hexdigest()
        if not self.exists(key):
            if self._folder is None:
                self._files.pipe_file(self._path(key), content)
            else:
                _write_whole(Path(self._path(key)), content)
        return key

    def get(self, key: str) -> bytes:
        """The content, compared with its key. Raises BlobMissing, BlobDamaged."""
        try:
            content: bytes = self._files.cat_file(self._path(key))
        except FileNotFoundError:
            raise BlobMissing(key) from None
        if hashlib.sha256(content).hexdigest() != key:
            raise BlobDamaged(key)
        return content

    def exists(self, key: str) -> bool:
        """True where something is kept under the key; its content is not looked at."""
        return bool(self._files.exists(self._path(key)))

    def check(self) -> None:
        """Nothing where files could be kept now; OSError, or what the driver raises, where not.
        Looks only: writes nothing."""
        if self._folder is not None:
            if not os.access(self._folder, os.R_OK | os.W_OK | os.X_OK):
                raise OSError(f"{self._folder}: нет папки или права на запись")
            return
        # A folder of a bucket comes with its first file: the bucket itself is asked for.
        bucket = self._root.partition("/")[0]
        if not self._files.exists(bucket):
            raise OSError(f"{bucket}: хранилище не отвечает или корзины нет")

    def _path(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        # Two levels of folders: no folder grows beyond what tools can list.
        return "/".join([self._root.rstrip("/"), key[:2], key[2:4], key])


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"REGLAMENT_STORAGE_URL: {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"REGLAMENT_STORAGE_URL: {folder}: нет права на запись")
    return folder


def _write_whole(path: Path, content: bytes) -> None:
    """Either the whole file is there under its name, on the disk, or nothing is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
