"""``make bench``: how long the usual things take, and by how many queries.

Everything goes through the program's own HTTP layer in one process, without a network: first on
the demo company, then on one ten times as large.
"""

import argparse
import os
import platform
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from bench.growing import grow
from bench.measuring import Measure
from bench.work import Bench
from core import config
from core.accounts.policy import unrestricted
from core.app import create_app
from core.db.engine import WRITES
from core.db.session import db
from core.demo.load import LOGINS, fill
from core.directory.models import Material, Partner
from core.documents.models import Document
from core.extending import migrate

LARGER = 10


def logins(data_dir: Path) -> dict[str, str]:
    """Login → password of the demo's people."""
    lines = (data_dir / LOGINS).read_text(encoding="utf-8").splitlines()
    return {line.split()[-2]: line.split()[-1] for line in lines if line.strip()}


def size() -> str:
    """How large the company is. Needs an application context."""
    session = db.session()
    counts = [
        session.execute(unrestricted(select(func.count()).select_from(model))).scalar_one()
        for model in (Material, Partner, Document)
    ]
    return "{} товаров, {} контрагентов, {} документов".format(*counts)


def table(columns: dict[str, list[Measure]]) -> str:
    """All measures as a table of Markdown, a pair of columns for each size."""
    # The larger company has all rows: what is too short to have a depth there has none anywhere.
    names = [one.name for one in list(columns.values())[-1]]
    heads = " | ".join(f"{head}, мс | запросов" for head in columns)
    lines = [f"| что | {heads} |", "| --- |" + " ---: | ---: |" * len(columns)]
    for name in names:
        cells: list[str] = []
        for measures in columns.values():
            found = next((one for one in measures if one.name == name), None)
            cells += [f"{found.milliseconds:.0f}", str(found.queries)] if found else ["", ""]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Make the company in a folder of its own, measure, make it larger, measure again."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument(
        "--times",
        type=int,
        default=LARGER,
        help="во сколько раз больше вторая компания; 1: без неё",
    )
    times = arguments.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        settings = {"REGLAMENT_DATA_DIR": folder}
        if url := os.environ.get("REGLAMENT_DATABASE_URL"):
            settings["REGLAMENT_DATABASE_URL"] = url
        app = create_app(config.load(settings), testing=True)
        with app.app_context():
            migrate.upgrade(db.engine, app.extensions["reglament"].registry)
            start = time.perf_counter()
            if not fill(app, 2026, say=lambda _line: None):
                raise SystemExit("База не пуста: замерам нужна пустая")
            made = time.perf_counter() - start
            database = db.engine.dialect.name
            first = size()
        passwords = logins(Path(folder))
        columns = {"1×": list(Bench(app, passwords).run(load_prices=times == 1))}
        print(f"Python {platform.python_version()}, {database}")
        print(f"1×: {first}; создана за {made:.0f} с")
        if times > 1:
            with app.app_context():
                start = time.perf_counter()
                writing = db.engine.connect().execution_options(**{WRITES: True})
                with writing as connection, connection.begin():
                    grow(connection, times)
                grown = time.perf_counter() - start
                print(f"{times}×: {size()}; дополнена за {grown:.0f} с")
            columns[f"{times}×"] = list(Bench(app, passwords).run(load_prices=True))
        print(f"\n{table(columns)}")


if __name__ == "__main__":
    main()
