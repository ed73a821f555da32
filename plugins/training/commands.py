"""Commands of the console: ``reglament training …``."""

import json
from pathlib import Path

import click

from core.sdk import seals
from plugins.training.services.reading import verifying


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--seal",
    "letters",
    multiple=True,
    metavar="НОМЕР:ДАЙДЖЕСТ",
    help="Сверить с печатью из письма; можно несколько.",
)
def verify(file: Path, letters: tuple[str, ...]) -> None:
    """Проверить лист ознакомления в JSON. База данных не нужна."""
    try:
        mailed = seals.parse_mailed(letters)
    except ValueError as error:
        raise click.ClickException(f"Не похоже на строку из письма о печати: {error}") from None
    try:
        verdict = verifying.verify(json.loads(file.read_text(encoding="utf-8")), mailed)
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise click.ClickException("Это не JSON") from None
    except verifying.NotASheet as error:
        raise click.ClickException(str(error)) from None
    for line in verdict.facts:
        click.echo(f"  {line}")
    for line in verdict.notes:
        click.echo(f"→ {line}")
    for line in verdict.faults:
        click.echo(f"✗ {line}")
    if verdict.faults:
        raise SystemExit(1)
    click.echo("✓ Лист цел: текст, подписи и журнал сходятся.")


COMMANDS = (verify,)
