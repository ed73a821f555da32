"""The operator's guide says what the program really asks for and answers."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from core.cli import main
from core.config import PREFIX, ConfigError, Settings, load
from core.mail.sending import check_mail

GUIDE = Path(__file__).parents[2] / "docs" / "operator.md"
REFUSAL = re.compile(rf"^\| `({PREFIX}\w+)=([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def guide() -> str:
    return GUIDE.read_text(encoding="utf-8")


def test_every_setting_has_its_line(guide: str) -> None:
    for field in fields(Settings):
        assert f"| `{PREFIX}{field.name.upper()}` |" in guide


def refusals() -> list[tuple[str, str, str]]:
    return REFUSAL.findall(GUIDE.read_text(encoding="utf-8"))


def test_each_setting_that_can_be_wrong_shows_how() -> None:
    shown = {name for name, _value, _answer in refusals()}
    assert shown == {f"{PREFIX}{field.name.upper()}" for field in fields(Settings)}


@pytest.mark.parametrize(("name", "value", "answer"), refusals())
def test_the_program_answers_as_the_guide_says(
    name: str, value: str, answer: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_mail(load({f"{PREFIX}DATA_DIR": str(tmp_path), name: value}))
    assert str(caught.value) == answer


def commands(group: click.Group, words: tuple[str, ...] = ("reglament",)) -> list[str]:
    found: list[str] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, (*words, name))
        else:
            found.append(" ".join((*words, name)))
    return found


def test_every_command_of_an_operator_is_shown(guide: str) -> None:
    # The demo is filled by ``make run``.
    missing = [line for line in commands(main) if line not in guide and line != "reglament demo"]
    assert missing == []


def test_every_check_of_the_core_is_explained(guide: str, application: Flask) -> None:
    checks = application.extensions["reglament"].registry.checks
    titles = [one.title for one in checks if one.name.startswith("core.")]
    assert [title for title in titles if f"| {title} |" not in guide] == []


def test_both_addresses_of_health_are_named(guide: str, application: Flask) -> None:
    rules = [str(rule) for rule in application.url_map.iter_rules() if "/health/" in str(rule)]
    assert len(rules) == 2
    assert [rule for rule in rules if f"`{rule}`" not in guide] == []
