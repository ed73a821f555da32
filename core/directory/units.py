"""Units of measure: how finely a quantity of each may be divided."""

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.directory.models import Unit
from core.kernel.money import QUANTITY_PLACES
from core.kernel.text import N_, Message


def quantity_fault(unit: Unit | None, quantity: Decimal) -> Message | None:
    """What is wrong with so much of a unit («2,5 шт»); None where it may be counted so.

    Without a unit a quantity is as fine as the tables keep it. Its sign and size are not judged.
    """
    places = QUANTITY_PLACES if unit is None else unit.decimals
    exponent = quantity.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= places:
        return None
    if unit is not None and not places:
        return Message(N_("«%(unit)s» не делится: укажите целое число"), unit=unit.short)
    return Message.plural(
        "Не больше %(num)s знака после запятой", "Не больше %(num)s знаков после запятой", places
    )


def units_by_id(session: Session, keys: Iterable[int | None]) -> dict[int, Unit]:
    """The units of these keys, those put away too; one query."""
    wanted = sorted({key for key in keys if key is not None})
    if not wanted:
        return {}
    return {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.id.in_(wanted)))}
