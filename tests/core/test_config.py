"""Settings: every wrong one is named at once, with what to write instead."""

from pathlib import Path

import pytest

from core.config import ConfigError, load


def test_an_empty_environment_gives_a_working_local_installation(tmp_path: Path) -> None:
    settings = load({"REGLAMENT_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path / 'reglament.db'}"
    assert settings.is_demo_mail
    assert settings.plugins is None


def test_the_secret_is_made_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    first = load({"REGLAMENT_DATA_DIR": str(tmp_path)}).secret_key
    second = load({"REGLAMENT_DATA_DIR": str(tmp_path)}).secret_key
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_all_wrong_settings_are_named_together(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(
            {
                "REGLAMENT_DATA_DIR": str(tmp_path),
                "REGLAMENT_DATABASE_URL": "mysql://x/y",
                "REGLAMENT_SECRET_KEY": "short",
                "REGLAMENT_PLUGINS": "quotes,что-то",
                "REGLAMENT_MAIL_URL": "pigeon://x",
                "REGLAMENT_QUEUE_URL": "kafka://x",
                "REGLAMENT_STORAGE_URL": "ftp://x",
                "REGLAMENT_BASE_URL": "erp.example",
            }
        )
    text = str(caught.value)
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "PLUGINS",
        "MAIL_URL",
        "QUEUE_URL",
        "STORAGE_URL",
        "BASE_URL",
    ):
        assert f"REGLAMENT_{name}: " in text


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_goes_through_psycopg_however_it_is_spelt(tmp_path: Path, scheme: str) -> None:
    settings = load(
        {
            "REGLAMENT_DATA_DIR": str(tmp_path),
            "REGLAMENT_DATABASE_URL": f"{scheme}://u:p@h/b",
        }
    )
    assert settings.database_url == "postgresql+psycopg://u:p@h/b"


def test_a_data_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ConfigError, match="REGLAMENT_DATA_DIR"):
        load({"REGLAMENT_DATA_DIR": str(tmp_path / "file" / "below")})


def test_plugins_are_a_list_of_names(tmp_path: Path) -> None:
    settings = load({"REGLAMENT_DATA_DIR": str(tmp_path), "REGLAMENT_PLUGINS": "quotes, crm ,"})
    assert settings.plugins == ("quotes", "crm")
