"""Commands of the console: ``reglament training …``."""

import json
from pathlib import Path

import click

from core.sdk import seals
from plugins.training.services.reading import verifying

# technical: codes that a program ends with
BROKEN = 1
UNCONFIRMED = 3
"""What the command ends with; 2 is click's own, for wrong parameters."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--seal",
    "letters",
    multiple=True,
    metavar="НОМЕР:ДАЙДЖЕСТ",
    help="Печать из письма, к которой ведёт лист; можно несколько.",
)
def verify(file: Path, letters: tuple[str, ...]) -> None:
    """Проверить лист ознакомления в JSON. База данных не нужна.

    Целостность: текст, подписи и записи журнала в листе сходятся между собой. Подлинность: записи
    листа ведут к печати, дайджест которой пришёл письмом. Без --seal подлинность не подтверждается:
    лист, написанный заново целиком, сходится сам с собой.

    \b
    Код возврата: 0 — лист цел и подлинен; 1 — лист изменён или это не лист;
    2 — ошибка в параметрах; 3 — лист цел, подлинность не подтверждена.
    """
    try:
        mailed = seals.parse_mailed(letters)
    except ValueError as error:
        raise click.BadParameter(
            f"Не похоже на строку из письма о печати: {error}", param_hint="--seal"
        ) from None
    try:
        verdict = verifying.verify(json.loads(file.read_text(encoding="utf-8")), mailed)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise click.ClickException("Это не JSON") from None
    except verifying.NotASheet as error:
        raise click.ClickException(str(error)) from None
    for line in verdict.facts:
        click.echo(f"  {line}")
    for line in verdict.faults:
        click.echo(f"✗ {line}")
    if verdict.faults:
        click.echo("Целостность: нет. Лист изменён.")
        raise SystemExit(BROKEN)
    for line in verdict.doubts:
        click.echo(f"→ {line}")
    if not verdict.authentic:
        click.echo("Целостность: да. Подлинность: не подтверждена.")
        raise SystemExit(UNCONFIRMED)
    click.echo(f"✓ Целостность: да. Подлинность: да, {verdict.sealed} совпадает с письмом.")


COMMANDS = (verify,)
