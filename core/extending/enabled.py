"""Which plugins are switched on: by the setting where it is given, else by the database."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Engine, String, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.config import PREFIX, ConfigError
from core.db.base import Base
from core.extending.manager import available


class PluginSwitch(Base):
    """A plugin that somebody has switched on or off. One without a row is on."""

    __tablename__ = "core_plugin_switch"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    enabled: Mapped[bool]


def chosen(setting: Iterable[str] | None, engine: Engine) -> Mapping[str, str]:
    """Plugins to start with: name → module. Raises ConfigError for a name in the setting that no
    plugin on this machine has: a typing error, which must not pass for a plugin that is ill."""
    known = available()
    if setting is not None:
        names = tuple(setting)
        strange = [name for name in names if name not in known]
        if strange:
            raise ConfigError(
                f"{PREFIX}PLUGINS: нет такого модуля: {', '.join(strange)}; "
                f"есть: {', '.join(sorted(known))}"
            )
        return {name: known[name] for name in names}
    off = switched_off(engine)
    return {name: target for name, target in known.items() if name not in off}


def switched_off(engine: Engine) -> set[str]:
    """Names that the database holds as switched off; nothing before the first upgrade."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(PluginSwitch.__tablename__):
            return set()
        return set(
            connection.scalars(select(PluginSwitch.name).where(PluginSwitch.enabled.is_(False)))
        )


def switch(session: Session, name: str, enabled: bool) -> None:
    """Switch a plugin on or off from the next start on. KeyError: there is none of that name."""
    if name not in available():
        raise KeyError(name)
    row = session.get(PluginSwitch, name)
    if row is None:
        session.add(PluginSwitch(name=name, enabled=enabled))
    else:
        row.enabled = enabled
    session.flush()
