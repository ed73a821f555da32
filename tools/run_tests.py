"""Runs the suite on SQLite and on PostgreSQL and closes with one line of totals."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(backend: str, report: Path, arguments: list[str]) -> dict[str, int]:
    """One run of pytest; the counts of its report."""
    print(f"== {backend}", flush=True)
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            f"--backend={backend}",
            f"--junit-xml={report}",
            "-q",
            *arguments,
        ],
        cwd=ROOT,
        check=False,
    )
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
    """Both databases; the exit code is 0 where nothing failed and something passed."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    with tempfile.TemporaryDirectory() as folder:
        for backend in ("sqlite", "postgresql"):
            counts = run(backend, Path(folder) / f"{backend}.xml", sys.argv[1:])
            for name, count in counts.items():
                total[name] += count
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 0 if total["passed"] and not total["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
