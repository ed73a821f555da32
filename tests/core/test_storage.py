"""Blobs by their hash: what was put is what is got, or an error."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ConfigError
from core.storage import BlobDamaged, BlobMissing, Storage

PDF = b"%PDF-1.7 \x00\xff"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose name has to be quoted in an address."""
    return tmp_path / "файлы 1%"


@pytest.fixture
def storage(folder: Path) -> Storage:
    return Storage(folder.as_uri())


@given(st.binary())
def test_what_is_put_is_got_under_its_sha256(content: bytes) -> None:
    memory = Storage("memory://")
    key = memory.put(content)
    assert key == hashlib.sha256(content).hexdigest()
    assert memory.get(key) == content


def test_the_same_content_is_kept_once_and_no_draft_is_left(storage: Storage, folder: Path) -> None:
    key = storage.put(PDF)
    assert storage.put(PDF) == key
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files == [folder / key[:2] / key[2:4] / key]
    assert Storage(folder.as_uri()).get(key) == PDF


def test_an_unknown_key_is_missing(storage: Storage) -> None:
    key = "0" * 64
    assert not storage.exists(key)
    with pytest.raises(BlobMissing):
        storage.get(key)


def test_a_changed_file_is_not_given_out(storage: Storage, folder: Path) -> None:
    key = storage.put(PDF)
    (folder / key[:2] / key[2:4] / key).write_bytes(PDF + b" forged")
    with pytest.raises(BlobDamaged):
        storage.get(key)


@pytest.mark.parametrize("key", ["../secret_key", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_not_a_key_is_never_looked_up(storage: Storage, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        storage.exists(key)


def test_a_write_that_fails_leaves_nothing_behind(
    storage: Storage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.storage.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.put(PDF)
    assert not storage.exists(hashlib.sha256(PDF).hexdigest())
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_missing_package_for_the_address_is_named() -> None:
    try:
        import s3fs  # noqa: F401
    except ImportError:
        with pytest.raises(ConfigError, match=r"REGLAMENT_STORAGE_URL.*s3"):
            Storage("s3://bucket/files")
    else:
        assert Storage("s3://bucket/files")
