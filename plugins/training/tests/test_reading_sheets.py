"""Листы ознакомления: made, handed out as JSON, verified where there is no database."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from core.sdk import at, seals
from plugins.training.commands import verify as command
from plugins.training.services.reading import sheets
from plugins.training.services.reading.verifying import NotASheet, verify
from plugins.training.tests.reading_world import MONDAY, Actors, assigned, rules, signed


@pytest.fixture
def sheet(session: Session, actors: Actors) -> dict[str, Any]:
    """Two people have signed, and the day was sealed; read back from JSON as from a file."""
    version = rules(session, actors("vera"))
    with at(MONDAY):
        for login in ("anna", "boris"):
            signed(session, actors(login), assigned(session, version, login))
        seals.seal(session)
        made = sheets.sheet(session, version, sheets.signatures_of(session, version.document_id))
    return json.loads(json.dumps(made, ensure_ascii=False))


def test_an_untouched_sheet_is_whole(sheet: dict[str, Any]) -> None:
    seal = sheet["seal"]
    verdict = verify(sheet, {seal["number"]: seal["hash"]})
    assert verdict.faults == ()
    assert any("Смирнова Анна Петровна" in fact for fact in verdict.facts)
    assert "совпадает с письмом" in verdict.notes[0]


def test_the_sheet_tells_the_letter_to_compare_it_with(sheet: dict[str, Any]) -> None:
    verdict = verify(sheet)
    assert f"{sheet['seal']['number']}:{sheet['seal']['hash']}" in verdict.notes[0]
    wrong = verify(sheet, {sheet["seal"]["number"]: "0" * 64})
    assert "не та, что в письме" in wrong.faults[0]


def test_other_peoples_lines_stand_in_the_sheet_as_hashes_only(
    session: Session, actors: Actors
) -> None:
    version = rules(session, actors("vera"))
    with at(MONDAY):
        own = signed(session, actors("anna"), assigned(session, version, "anna"))
        signed(session, actors("boris"), assigned(session, version, "boris"))
        made = sheets.sheet(session, version, [own])
    assert "Козлов" not in json.dumps(made, ensure_ascii=False)
    verdict = verify(json.loads(json.dumps(made)))
    assert verdict.faults == ()
    assert "печати ещё нет" in verdict.notes[0]


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all values of the sheet."""
    if isinstance(node, dict):
        for name, item in node.items():
            yield from leaves(item, (*path, name))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from leaves(item, (*path, index))
    else:
        yield path


FREE = {"made_at", "organisation", "approved_by", "approved_at", "number"}
"""What the sheet tells for the reader's ease; no line of the journal witnesses it."""


def test_any_altered_value_shows(sheet: dict[str, Any]) -> None:
    chance = Random(20261116)
    paths = [
        path
        for path in leaves(sheet)
        if path[0] not in FREE and not (path[0] == "document" and path[1] in FREE)
    ]
    letter = {sheet["seal"]["number"]: sheet["seal"]["hash"]}
    for path in chance.sample(paths, min(400, len(paths))):
        altered = deepcopy(sheet)
        node: Any = altered
        for step in path[:-1]:
            node = node[step]
        was = node[path[-1]]
        node[path[-1]] = was + 1 if isinstance(was, int) else f"{was}1"
        try:
            found = verify(altered, letter).faults
        except NotASheet:
            continue
        # The seal's own number decides which letter it is compared with.
        assert found or path == ("seal", "number"), path


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines.pop(1),
        lambda lines: lines.insert(1, "0" * 64),
        lambda lines: lines.__setitem__(slice(0, 2), [lines[1], lines[0]]),
        lambda lines: lines.pop(),
    ],
    ids=["deleted", "inserted", "swapped", "cut off"],
)
def test_lines_taken_out_put_in_swapped_or_cut_off_show(
    sheet: dict[str, Any], spoil: Callable[[list[Any]], None]
) -> None:
    spoil(sheet["chain"]["lines"])
    assert verify(sheet).faults


def test_a_signature_hidden_from_the_list_shows(sheet: dict[str, Any]) -> None:
    sheet["signatures"].pop()
    assert any("не в листе" in fault for fault in verify(sheet).faults)


def test_another_text_under_the_signatures_shows(sheet: dict[str, Any]) -> None:
    sheet["document"]["body"] += "\nИ ещё десять процентов.\n"
    assert any("текст документа не тот" in fault for fault in verify(sheet).faults)


def test_the_command_verifies_a_file_and_ends_with_one_where_it_is_not_whole(
    sheet: dict[str, Any], tmp_path: Path
) -> None:
    run = CliRunner()
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(sheet), encoding="utf-8")
    whole = run.invoke(command, [str(file)])
    assert whole.exit_code == 0
    assert "✓ Лист цел" in whole.output
    sheet["signatures"][0]["full_name"] = "Кто-то Другой"
    file.write_text(json.dumps(sheet), encoding="utf-8")
    broken = run.invoke(command, [str(file)])
    assert broken.exit_code == 1
    assert "лист и журнал говорят разное" in broken.output
    for junk in ("{}", "[]", "не json", '{"format": "reglament.acknowledgement", "edition": 1}'):
        file.write_text(junk, encoding="utf-8")
        assert run.invoke(command, [str(file)]).exit_code == 1
    assert run.invoke(command, [str(file), "--seal", "чепуха"]).exit_code == 1
