"""The walls hold, and the tools that watch them really see a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources, to plant a breach in."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("core", "plugins"):
        shutil.copytree(
            ROOT / name,
            folder / name,
            ignore=shutil.ignore_patterns("static", "__pycache__", "fonts", "templates", "tests"),
        )
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def test_the_walls_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("where", "planted"),
    [
        ("core/documents/links.py", "import plugins.quotes.models"),
        ("core/kernel/clock.py", "import sqlalchemy"),
        ("core/kernel/clock.py", "import flask"),
        ("core/db/base.py", "import core.documents.service"),
        ("core/accounts/policy.py", "import core.web.screens"),
        ("core/documents/service.py", "import flask"),
        ("core/web/forms.py", "import core.app"),
        ("plugins/quotes/guards.py", "import core.documents.service"),
        ("plugins/quotes/models.py", "import plugins.quotes.screens"),
        ("plugins/quotes/pricing.py", "import flask"),
    ],
)
def test_a_planted_breach_is_caught(copy: Path, where: str, planted: str) -> None:
    path = copy / where
    kept = path.read_text(encoding="utf-8")
    path.write_text(f"{kept}\n{planted}\n", encoding="utf-8")
    try:
        done = lint(copy)
    finally:
        path.write_text(kept, encoding="utf-8")
    assert done.returncode != 0, f"{planted} in {where} went unseen"


def test_a_plugin_that_imports_another_is_caught(copy: Path) -> None:
    other = copy / "plugins" / "spare"
    other.mkdir()
    (other / "__init__.py").write_text("")
    (other / "plugin.py").write_text("import plugins.quotes.models\n")
    try:
        done = lint(copy)
    finally:
        shutil.rmtree(other)
    assert done.returncode != 0
