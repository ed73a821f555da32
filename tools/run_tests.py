"""Runs the suite on SQLite and on PostgreSQL and closes with one line of totals."""

import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path
from subprocess import Popen
from typing import IO

ROOT = Path(__file__).parents[1]


def start(backend: str, report: Path, arguments: list[str], output: IO[str] | None) -> Popen[str]:
    """A run of pytest; None for ``output`` lets it speak at once."""
    command = [sys.executable, "-m", "pytest", f"--backend={backend}", f"--junit-xml={report}"]
    return Popen([*command, "-q", *arguments], cwd=ROOT, text=True, stdout=output, stderr=output)


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


def browsers_last() -> list[str]:
    """The suite in an order in which its browsers run when those of the other run are done: two
    at once on two cores wait for each other longer than a test does."""
    folders = sorted(path for path in (ROOT / "tests").iterdir() if path.is_dir())
    names = [f"tests/{path.name}" for path in folders if not path.name.startswith("_")]
    return ["plugins", "core", *sorted(names, key=lambda name: name == "tests/browser")]


def main() -> int:
    """Both databases at once, a core each; the exit code is 0 where nothing failed and something
    passed."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        reports = {backend: folder / f"{backend}.xml" for backend in ("sqlite", "postgresql")}
        with (folder / "postgresql.log").open("w+", encoding="utf-8") as log:
            print("== sqlite", flush=True)
            runs = [
                start("sqlite", reports["sqlite"], sys.argv[1:], None),
                start("postgresql", reports["postgresql"], sys.argv[1:] or browsers_last(), log),
            ]
            for run in runs:
                run.wait()
            print("== postgresql", flush=True)
            log.seek(0)
            print(log.read(), flush=True)
        for report in reports.values():
            for count, number in counts_of(report).items():
                total[count] += number
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
