"""The guide's example is a plugin that works, and what the guide quotes is that plugin."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from babel.messages.mofile import write_mo

from core.extending.hookspecs import DECLARATIONS, Runtime
from core.testing import catalogues, chromium

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "plugin-guide.md"
EXAMPLE = ROOT / "docs" / "examples" / "warranty"
PACKAGE = "reglament_warranty"
STORY = Path(__file__).with_name("story_with_quotes.py")
QUOTED = {"python", "html", "toml", "ini", "markdown"}
BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r'title="([^"]+)"')


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The author's folder, with its catalogues compiled."""
    folder = tmp_path_factory.mktemp("author") / "warranty"
    leftovers = shutil.ignore_patterns("__pycache__", "*.mo", ".*_cache", "dist")
    shutil.copytree(EXAMPLE, folder, ignore=leftovers)
    for path in (folder / PACKAGE / "locales").rglob("*.po"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogues.read(path, path.parents[1].name))
    shutil.copyfile(STORY, folder / "tests" / "test_with_quotes.py")
    return folder


@pytest.fixture(scope="module")
def environment(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A Python that the plugin's wheel is installed for: unpacked as pip would unpack it."""
    built, site = project.parent / "dist", project.parent / "site"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(build, cwd=project, check=True, capture_output=True)
    with ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    return {
        "PYTHONPATH": f"{site}:{ROOT}",
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path_factory.mktemp("home")),
        "REGLAMENT_DATA_DIR": str(tmp_path_factory.mktemp("var")),
    }


def run(environment: dict[str, str], folder: Path, *arguments: str) -> str:
    """What a command of Python prints; its failure is ours. ``-P``: the installed plugin is meant,
    not the folder that stands around."""
    done = subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.usefixtures("databases")
def test_the_tests_of_the_example_pass_on_the_installed_plugin(
    project: Path, environment: dict[str, str], pytestconfig: pytest.Config
) -> None:
    """Conformance, migrations, the story of Анна over HTTP, with quotes and without."""
    backend = pytestconfig.getoption("--backend")
    printed = run(environment, project, "-m", "pytest", "-q", "--tb=short", f"--backend={backend}")
    assert "passed" in printed
    assert "skipped" not in printed


def test_the_program_knows_the_installed_plugin(project: Path, environment: dict[str, str]) -> None:
    def reglament(*arguments: str) -> str:
        return run(environment, project, "-m", "core.cli", *arguments)

    assert "✓ warranty: Гарантия" in reglament("plugins", "list")
    reglament("db", "upgrade")
    assert "✓ warranty: 0001" in reglament("db", "status")
    reglament("plugins", "disable", "warranty")
    assert "- warranty: выключен" in reglament("plugins", "list")
    assert "warranty" not in reglament("db", "status")
    reglament("plugins", "enable", "warranty")
    assert "✓ Сроки ответа на обращения" in reglament("check")


def test_axe_finds_nothing_grave_on_the_screens_of_the_example(
    project: Path, environment: dict[str, str]
) -> None:
    stage = project / "tests" / "stage.py"
    arguments = ("--screens-of=warranty", f"--stage={stage}", "-q", "--tb=short", "-k", "no_screen")
    here = {**environment, "CHROMIUM": chromium.executable()}
    printed = run(here, ROOT, "-m", "pytest", "tests/browser/test_axe.py", *arguments)
    looked_at = re.search(r"(\d+) subtests passed", printed)
    assert looked_at, printed
    assert int(looked_at[1]) >= 4


def test_the_author_writes_his_migrations_by_the_command(
    project: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    installed = Path(environment["PYTHONPATH"].split(":")[0])
    site = tmp_path / "site"
    shutil.copytree(installed, site)
    shutil.rmtree(site / PACKAGE / "migrations")
    here = {**environment, "PYTHONPATH": f"{site}:{ROOT}", "REGLAMENT_DATA_DIR": str(tmp_path)}
    command = ("-m", "core.cli", "db", "revision", "warranty", "Make the tables")

    printed = run(here, project, *command)

    path = site / PACKAGE / "migrations" / "versions" / "0001_make_the_tables.py"
    assert str(path) in printed
    made = re.findall(r"create_table\(\s*'(\w+)'", path.read_text(encoding="utf-8"))
    assert sorted(made) == ["warranty_card", "warranty_card_item"]
    run(here, project, "-m", "core.cli", "db", "upgrade")
    assert "✓ warranty: 0001" in run(here, project, "-m", "core.cli", "db", "status")
    again = [sys.executable, "-P", *command]
    done = subprocess.run(again, cwd=project, env=here, capture_output=True, text=True, check=False)
    assert (done.returncode, len(list(path.parent.glob("*.py")))) == (1, 1)
    assert "писать нечего" in done.stderr


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_the_example_speaks_both_languages(language: str) -> None:
    folder = EXAMPLE / PACKAGE
    kept = catalogues.read(catalogues.catalogue_path(folder / "locales", language), language)
    said = {str(one.id) for one in catalogues.extracted(folder) if one.id}
    assert {str(one.id) for one in kept if one.id} == said
    assert catalogues.incomplete(kept) == []


def blocks() -> list[tuple[str, str, str]]:
    """(file, language, text) of every quotation; the file is "" where none is named."""
    found = []
    for language, rest, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        named = NAMED.search(rest)
        if named or language in QUOTED:
            found.append((named[1] if named else "", language, text))
    return found


def test_the_guide_quotes_the_example_word_for_word() -> None:
    quoted = blocks()
    assert len(quoted) > 10
    for name, language, text in quoted:
        assert name, f"a block of {language} names no file:\n{text}"
        source = (EXAMPLE / name).read_text(encoding="utf-8")
        assert f"\n{text}" in f"\n{source}", f"not in {name} as it is:\n{text}"


def test_the_guide_explains_every_hook() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    hooks = {*DECLARATIONS, *(name for name in vars(Runtime) if name.startswith("reglament_"))}
    assert [hook for hook in sorted(hooks) if f"`{hook}`" not in guide] == []


def test_the_guide_shows_every_module_of_the_example() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    modules = {path.name for path in (EXAMPLE / PACKAGE).glob("*.py")} - {"__init__.py"}
    assert [name for name in sorted(modules) if name not in guide] == []
