"""Rules of the house that no linter knows: the length of files, hosts and paths in the text,
parameters of the business in code."""

import re
import subprocess
import sys
from pathlib import Path

from core.testing.constants import faults_of_constants

ROOT = Path(__file__).parents[1]
LONGEST = 400
FORBIDDEN = {
    re.compile(r"(?:pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org)"): "a registry host",
    re.compile(r"(?<![\w/])/(?:work|root|home)/"): "a path of one machine",
}
TEXT = {".py", ".toml", ".txt", ".md", ".html", ".js", ".css", ".json", ".typ", ".j2", ".sh", ".po"}


def tracked() -> list[Path]:
    """Files that git keeps."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [ROOT / line for line in listed.stdout.splitlines()]


def faults(path: Path) -> list[str]:
    """What is wrong with one file."""
    if path.suffix not in TEXT or not path.is_file():
        return []
    name = path.relative_to(ROOT).as_posix()
    if "/vendor/" in name or name == "tools/house_rules.py":
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    found = [f"{name}: names {what}" for pattern, what in FORBIDDEN.items() if pattern.search(text)]
    lines = text.count("\n")
    if path.suffix == ".py" and lines > LONGEST and "/migrations/" not in name:
        found.append(f"{name}: {lines} lines, a file has at most {LONGEST}")
    return found


def main() -> int:
    """1 where any file breaks a rule."""
    found = [fault for path in tracked() for fault in faults(path)]
    for plugin in sorted((ROOT / "plugins").glob("*/plugin.py")):
        name = plugin.parent.relative_to(ROOT)
        found += [f"{name}/{fault}" for fault in faults_of_constants(plugin.parent)]
    print("\n".join(found) or "the house is in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
