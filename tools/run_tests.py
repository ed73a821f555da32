"""Runs the suite on SQLite and on PostgreSQL and closes with one line of totals."""

import sys
import tempfile
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT, run

ROOT = Path(__file__).parents[1]
BACKENDS = ("sqlite", "postgresql")
BROWSER = ROOT / "tests" / "browser"
AXE = BROWSER / "test_axe.py"
LANES = 3
"""Runs at a time: a run waits for its browser or its PostgreSQL about a third of its time, so that
three of them keep two cores busy."""


@dataclass(frozen=True)
class Part:
    """What one process of pytest runs."""

    title: str
    backend: str
    arguments: tuple[str, ...]


def folder_parts(backend: str) -> list[Part]:
    """The suite without its browsers, the longest part first."""
    rest = sorted(
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and path != BROWSER and not path.name.startswith("_")
    )
    folders = {
        "plugins": ["plugins"],
        "core": ["core", "tests/core"],
        "tests": [name for name in rest if name != "tests/core"],
    }
    return [Part(title, backend, tuple(names)) for title, names in folders.items()]


def browser_parts() -> list[Part]:
    """What is seen in a browser. One lane takes it all: two browsers at once on two cores wait for
    each other longer than a test does."""
    axe, others = str(AXE.relative_to(ROOT)), str(BROWSER.relative_to(ROOT))
    return [
        Part("axe", BACKENDS[0], (axe,)),
        *(Part("browser", backend, (others, f"--ignore={axe}")) for backend in BACKENDS),
    ]


def lots(arguments: tuple[str, ...]) -> list[list[Part]]:
    """Parts that a lane does one after another, in the order in which lanes take them."""
    if arguments:
        return [[Part("tests", backend, arguments)] for backend in BACKENDS]
    by_folder = zip(*(folder_parts(backend) for backend in BACKENDS), strict=True)
    return [browser_parts(), *([part] for pair in by_folder for part in pair)]


def take(part: Part, report: Path) -> dict[str, int]:
    """Run a part and print what it says; its counts."""
    command = [sys.executable, "-m", "pytest", "-q", "--hypothesis-profile=same"]
    done = run(
        [*command, f"--backend={part.backend}", f"--junit-xml={report}", *part.arguments],
        cwd=ROOT,
        text=True,
        stdout=PIPE,
        stderr=STDOUT,
        check=False,
    )
    print(f"== {part.title}, {part.backend}\n{done.stdout}", flush=True)
    return counts_of(report)


def counts_of(report: Path) -> dict[str, int]:
    """The counts of a run's report; one failure where it left none."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if not report.exists():
        counts["failed"] = 1
        return counts
    for suite in ET.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        counts["failed"] += failed
        counts["skipped"] += skipped
        counts["passed"] += int(suite.get("tests", 0)) - failed - skipped
    return counts


def main() -> int:
    """The exit code is 0 where nothing failed and something passed."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(LANES) as lanes:

        def take_all(parts: list[Part]) -> list[dict[str, int]]:
            return [take(part, Path(name, f"{part.title}-{part.backend}.xml")) for part in parts]

        done = [one for lot in lanes.map(take_all, lots(tuple(sys.argv[1:]))) for one in lot]
    total = {count: sum(one[count] for one in done) for count in ("passed", "failed", "skipped")}
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
