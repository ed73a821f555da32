"""Листы ознакомления: made, handed out as JSON, verified where there is no database."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from core.sdk import at, chain, seals
from plugins.training.commands import verify as command
from plugins.training.printing import acknowledgement
from plugins.training.services.reading import sheets
from plugins.training.services.reading.journal import covered
from plugins.training.services.reading.verifying import SHOWN, NotASheet, verify
from plugins.training.services.regulations import text_hash
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
    assert verdict.authentic
    assert any("Смирнова Анна Петровна" in fact for fact in verdict.facts)


def test_without_the_letter_a_whole_sheet_is_not_known_to_be_authentic(
    sheet: dict[str, Any],
) -> None:
    number = sheet["seal"]["number"]
    verdict = verify(sheet)
    assert verdict.faults == ()
    assert not verdict.authentic
    assert f"письма за 16.11.2026: --seal {number}:" in verdict.doubts[0]
    assert sheet["seal"]["hash"] not in verdict.doubts[0], "the digest is not taken from the sheet"
    other = verify(sheet, {number + 1: sheet["seal"]["hash"]})
    assert not other.authentic
    assert f"дана печать №{number + 1}" in other.doubts[0]
    wrong = verify(sheet, {number: "0" * 64})
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
    assert not verdict.authentic
    assert "лист новее последней печати" in verdict.doubts[0]


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


FREE = {"made_at", "organisation", "approved_by"}
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
            verdict = verify(altered, letter)
        except NotASheet:
            continue
        assert verdict.faults, path


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


def forged(sheet: dict[str, Any], was: str, wanted: str) -> dict[str, Any]:
    """The sheet with other words everywhere, every hash of it computed anew."""
    made = json.loads(json.dumps(sheet, ensure_ascii=False).replace(was, wanted))
    for line in made["chain"]["lines"]:
        if isinstance(line, dict) and line["kind"] == "consent":
            old, new = line["payload"]["text_hash"], text_hash(line["payload"]["text"])
            made = json.loads(json.dumps(made, ensure_ascii=False).replace(old, new))
    previous = made["chain"]["previous"]
    hashes: dict[int, str] = {}
    for position, line in enumerate(made["chain"]["lines"], made["chain"]["from"]):
        digest = line if isinstance(line, str) else chain.digest(line)
        previous = hashes[position] = chain.link(previous, covered(position, digest))
    made["chain"]["head"] = previous
    if made["seal"] is not None:
        seal = made["seal"]
        old, new = seal["head"]["hash"], hashes[seal["head"]["length"]]
        seal = made["seal"] = json.loads(json.dumps(seal).replace(old, new))
        payload = {name: seal[name] for name in ("number", "day", "made_at")}
        payload["heads"] = chain.digest({"heads": seal["heads"]})
        seal["hash"] = chain.link(seal["previous"], payload)
    return made


@pytest.mark.parametrize("sealed", [True, False])
def test_a_sheet_written_anew_is_whole_in_itself_and_never_authentic(
    sheet: dict[str, Any], sealed: bool
) -> None:
    letter = {sheet["seal"]["number"]: sheet["seal"]["hash"]}
    if not sealed:
        sheet["seal"] = None
    made = forged(sheet, "Смирнова Анна Петровна", "Поддельная Ольга Ивановна")
    assert verify(made).faults == (), "its hashes are right: nothing in it tells"
    assert not verify(made).authentic
    assert not verify(made, letter).authentic
    assert bool(verify(made, letter).faults) is sealed


def test_two_hundred_sheets_forged_with_right_hashes_are_never_authentic(
    sheet: dict[str, Any],
) -> None:
    chance = Random(57)
    letter = {sheet["seal"]["number"]: sheet["seal"]["hash"]}
    assert verify(forged(sheet, "", ""), letter).authentic, "nothing changed, nothing found"
    words = [
        "Смирнова",
        "Козлов",
        "Менеджер",
        "10.0.0.7",
        "Браузер",
        "password",
        sheet["document"]["text_hash"],
        sheet["document"]["effective_from"],
        *(one["signed_at"] for one in sheet["signatures"]),
    ]
    for _attempt in range(200):
        given = deepcopy(sheet)
        if chance.random() < 0.3:
            given["seal"] = None
        word = chance.choice(words)
        made = forged(given, word, f"{word[:-1]}{chance.randint(10, 99)}")
        try:
            assert not verify(made).authentic, word
            assert not verify(made, letter).authentic, word
        except NotASheet:
            continue


def test_what_was_read_after_the_signature_shows_though_every_hash_is_right(
    sheet: dict[str, Any],
) -> None:
    said = next(
        line["payload"]
        for line in sheet["chain"]["lines"]
        if isinstance(line, dict) and line["kind"] == "signed"
    )
    part = said["sections"][-1]
    late = datetime.fromisoformat(said["signed_at"]) + timedelta(seconds=23)
    part["until"] = late.isoformat()
    made = forged(sheet, "", "")
    assert any(
        f"чтение раздела {part['number']} позже самой подписи" in fault
        for fault in verify(made).faults
    )


def test_a_line_added_after_the_seal_is_not_covered_by_it(sheet: dict[str, Any]) -> None:
    letter = {sheet["seal"]["number"]: sheet["seal"]["hash"]}
    run = sheet["chain"]
    signed_line = deepcopy(run["lines"][-1])
    signed_line["payload"]["full_name"] = signed_line["payload"]["statement"] = "Кто-то Другой"
    run["lines"].append(signed_line)
    position = run["from"] + len(run["lines"]) - 1
    run["head"] = chain.link(run["head"], covered(position, chain.digest(signed_line)))
    said = {name: signed_line["payload"][name] for name in SHOWN}
    sheet["signatures"].append({**said, "entry": position})
    verdict = verify(sheet, letter)
    assert verdict.faults == ()
    assert not verdict.authentic
    assert f"запись {position} новее" in verdict.doubts[0]


def test_another_text_under_the_signatures_shows(sheet: dict[str, Any]) -> None:
    sheet["document"]["body"] += "\nИ ещё десять процентов.\n"
    assert any("текст документа не тот" in fault for fault in verify(sheet).faults)


def test_the_command_tells_integrity_from_authenticity_by_what_it_ends_with(
    sheet: dict[str, Any], tmp_path: Path
) -> None:
    run = CliRunner()
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(sheet), encoding="utf-8")
    letter = f"{sheet['seal']['number']}:{sheet['seal']['hash']}"
    whole = run.invoke(command, [str(file), "--seal", letter])
    assert whole.exit_code == 0
    assert "✓ Целостность: да. Подлинность: да, печать №1 от 16.11.2026" in whole.output
    unknown = run.invoke(command, [str(file)])
    assert unknown.exit_code == 3
    assert "Целостность: да. Подлинность: не подтверждена." in unknown.output
    sheet["signatures"][0]["full_name"] = "Кто-то Другой"
    file.write_text(json.dumps(sheet), encoding="utf-8")
    broken = run.invoke(command, [str(file)])
    assert broken.exit_code == 1
    assert "лист и журнал говорят разное" in broken.output
    assert "Целостность: нет" in broken.output
    for junk in ("{}", "[]", "не json", '{"format": "reglament.acknowledgement", "edition": 1}'):
        file.write_text(junk, encoding="utf-8")
        assert run.invoke(command, [str(file)]).exit_code == 1
    assert run.invoke(command, [str(file), "--seal", "чепуха"]).exit_code == 2


def test_the_paper_names_the_preamble_and_writes_numbers_as_russians_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed: dict[str, Any] = {}
    monkeypatch.setattr(
        acknowledgement.printing, "render_pdf", lambda _source, data, **_how: printed.update(data)
    )
    part = {"title": "", "length": 10, "required_ms": 1000, "counted_ms": 1000, "until": None}
    moment = MONDAY.isoformat()
    said = {
        **dict.fromkeys(("position", "ip", "agent"), ""),
        "full_name": "Смирнова Анна Петровна",
        "statement": "Ознакомлена",
        "method": "password",
        "signed_at": moment,
        "given": [],
        "consent": {"given_at": moment, "position": 1},
        "sections": [{**part, "number": "", "changed": True, "read_in_edition": None}],
        "quiz": {
            "score": "100.00",
            "finished_at": moment,
            "paper": [{"kind": "number", "text": "Сколько процентов?"}],
            "answers": {"0": "1.5"},
        },
    }
    acknowledgement.one_pdf(
        acknowledgement.OrganisationPrint("Крепёж и Ток", "7708004767"),
        acknowledgement.VersionPrint("РП-03", "Скидки", 3, "РГ-1", MONDAY, "Вера", MONDAY, "0"),
        said,
        entry=1,
        entry_hash="0",
        consent="Соглашение",
        check_url="http://localhost/check",
        made_at=MONDAY,
    )
    assert printed["sections"][0]["title"] == "Вступление"
    assert printed["quiz"]["score"] == "100\N{NO-BREAK SPACE}%"
    assert printed["quiz"]["answers"][0]["answer"] == "1,5"
