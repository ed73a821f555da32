"""Writes a migration of one component from the difference between its models and its lineage.

python tools/make_migration.py core "Add currencies"
"""

import re
import sys
import tempfile
from pathlib import Path

from alembic import command

from core import config
from core.app import create_app
from core.db.session import db
from core.extending import migrate


def next_revision(folder: Path) -> str:
    """«0007» after «0006»: numbers in order, one lineage has no branches."""
    numbers = [
        int(found[1]) for path in folder.glob("*.py") if (found := re.match(r"(\d+)_", path.name))
    ]
    return f"{max(numbers, default=0) + 1:04d}"


def main(component: str, message: str) -> None:
    """Upgrade an empty database, compare, write the file."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"REGLAMENT_DATA_DIR": folder}), testing=True)
        registry = app.extensions["reglament"].registry
        if registry.quarantined:
            raise SystemExit(f"quarantined: {dict(registry.quarantined)}")
        with app.app_context():
            migrate.upgrade(db.engine, registry)
            root = registry.manifests[component].root / "migrations"
            (root / "versions").mkdir(parents=True, exist_ok=True)
            with db.engine.connect() as connection:
                made = migrate.make_config(component, root, connection)
                made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
                command.revision(
                    made,
                    message=message,
                    autogenerate=True,
                    rev_id=next_revision(root / "versions"),
                    version_path=str(root / "versions"),
                )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
