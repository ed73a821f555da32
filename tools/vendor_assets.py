"""Bring third-party front-end files into the repository: exact versions, checked hashes, licences.

    python tools/vendor_assets.py            download with npm, check, write
    python tools/vendor_assets.py --check    compare the repository with the manifest; no network
    python tools/vendor_assets.py --update   after an edit of a version: record the new hashes

``core/web/static/vendor/manifest.json`` says what is taken from which package. Archives come
through ``npm pack``, so that they follow the machine's own npm settings (mirrors, proxies) and no
address is written here. The result is kept in the repository: the application never runs this.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "core" / "web" / "static"
MANIFEST = STATIC / "vendor" / "manifest.json"

# A browser with open tools would ask for the maps, which are not shipped.
SOURCE_MAP = re.compile(rb"\n?(?://|/\*)[#@]\s*sourceMappingURL=[^\s*]+(?:\s*\*/)?[ \t]*")


class VendorError(Exception):
    """A file or an archive is not what the manifest says."""


@dataclass(frozen=True)
class Output:
    """One file to be written under ``static/`` and the manifest entry that describes it."""

    target: str
    content: bytes
    entry: dict[str, Any]


def sha256(content: bytes) -> str:
    """SHA-256 of the bytes as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def strip_source_map(content: bytes, name: str) -> bytes:
    """Take the reference to a source map off scripts and styles; other files stay as they are."""
    if not name.endswith((".js", ".css")):
        return content
    return SOURCE_MAP.sub(b"", content)


def fetch_archive(name: str, version: str, folder: Path) -> Path:
    """Download ``name@version`` with npm into the new ``folder`` and return the archive's path.

    Raises ``VendorError`` when npm is absent or fails.
    """
    folder.mkdir()
    try:
        done = subprocess.run(
            ["npm", "pack", f"{name}@{version}", "--pack-destination", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise VendorError("npm is not installed") from error
    archives = list(folder.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        raise VendorError(f"npm pack {name}@{version} failed:\n{done.stderr}")
    return archives[0]


def read_member(archive: Path, member: str) -> bytes:
    """Bytes of one file of an npm archive. Raises ``VendorError`` when it is not there."""
    with tarfile.open(archive) as opened:
        try:
            found = opened.extractfile(f"package/{member}")
        except KeyError as error:
            raise VendorError(f"{archive.name}: no file {member}") from error
        if found is None:
            raise VendorError(f"{archive.name}: {member} is not a file")
        return found.read()


def xml_attributes(values: dict[str, Any]) -> str:
    """Attributes as they stand inside a tag, escaped."""
    return " ".join(f'{key}="{escape(str(value))}"' for key, value in values.items())


def build_sprite(nodes: dict[str, list[list[Any]]], names: list[str]) -> bytes:
    """Compose an SVG sprite with one ``<symbol>`` per name out of Tabler's table of shapes.

    ``nodes`` maps a name to its shapes: ``[["path", {"d": "…"}], …]``. An unknown name raises
    ``VendorError``: a typo must not become an empty icon on a screen.
    """
    unknown = sorted(set(names) - nodes.keys())
    if unknown:
        raise VendorError(f"no such icons: {', '.join(unknown)}")
    symbols = []
    for name in sorted(set(names)):
        shapes = "".join(f"<{tag} {xml_attributes(values)}/>" for tag, values in nodes[name])
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
        )
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def outputs_of(package: dict[str, Any], archive: Path) -> list[Output]:
    """Everything that one package of the manifest gives, ready to be written."""
    found = [
        Output(
            entry["target"],
            strip_source_map(read_member(archive, entry["source"]), entry["source"]),
            entry,
        )
        for entry in package["files"]
    ]
    sprite = package.get("sprite")
    if sprite:
        nodes = json.loads(read_member(archive, sprite["source"]))
        found.append(Output(sprite["target"], build_sprite(nodes, sprite["icons"]), sprite))
    return found


def vendor(manifest: dict[str, Any], *, update: bool) -> None:
    """Download, check against the manifest (or record into it when ``update``), write."""
    with tempfile.TemporaryDirectory() as scratch:
        for index, package in enumerate(manifest["packages"]):
            title = f"{package['name']}@{package['version']}"
            folder = Path(scratch) / str(index)
            archive = fetch_archive(package["name"], package["version"], folder)
            expect(package, "archive_sha256", archive.read_bytes(), title, update=update)
            for output in outputs_of(package, archive):
                expect(output.entry, "sha256", output.content, output.target, update=update)
                path = STATIC / output.target
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(output.content)
                print(f"{title}: {output.target} ({len(output.content) / 1024:.0f} KiB)")


def expect(entry: dict[str, Any], key: str, content: bytes, title: str, *, update: bool) -> None:
    """Compare the hash of ``content`` with ``entry[key]``; with ``update`` record it instead."""
    actual = sha256(content)
    if update:
        entry[key] = actual
    elif entry.get(key) != actual:
        raise VendorError(f"{title}: SHA-256 is {actual}, the manifest says {entry.get(key)}")


def problems(manifest: dict[str, Any]) -> list[str]:
    """What differs between the repository and the manifest, in words; empty when all is well."""
    found = []
    expected = {MANIFEST}
    for package in manifest["packages"]:
        entries = [*package["files"], *([package["sprite"]] if "sprite" in package else [])]
        for entry in entries:
            path = STATIC / entry["target"]
            expected.add(path)
            if not path.is_file():
                found.append(f"{entry['target']}: missing")
            elif sha256(path.read_bytes()) != entry["sha256"]:
                found.append(f"{entry['target']}: differs from the manifest")
    found += [
        f"{path.relative_to(STATIC)}: not in the manifest"
        for path in sorted((STATIC / "vendor").rglob("*"))
        if path.is_file() and path not in expected
    ]
    return found


def main() -> int:
    """Run the command; the exit code is 1 when something is not as the manifest says."""
    parser = argparse.ArgumentParser(description="Bring third-party front-end files in.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="compare files with the manifest")
    mode.add_argument("--update", action="store_true", help="record the hashes of new versions")
    options = parser.parse_args()
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if options.check:
        found = problems(manifest)
        print("\n".join(found) or "All vendored files are as the manifest says.")
        return 1 if found else 0
    try:
        vendor(manifest, update=options.update)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    if options.update:
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        MANIFEST.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
