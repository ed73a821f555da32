"""Style, types, walls, templates, catalogues: each check runs, all faults are shown."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
CHECKS = {
    "style": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["basedpyright", "--level", "error"],
    "walls": ["lint-imports"],
    "templates": ["djlint", "core", "plugins", "--lint", "--quiet"],
    "catalogues": ["python", "tools/catalogues.py", "check"],
    "house rules": ["python", "tools/house_rules.py"],
}


def main() -> int:
    """The number of checks that failed."""
    failed: list[str] = []
    for name, command in CHECKS.items():
        print(f"== {name}", flush=True)
        done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, check=False)
        if done.returncode:
            failed.append(name)
    print("all checks passed" if not failed else f"failed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
