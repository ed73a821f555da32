"""Settings: every wrong one is named at once, with what to write instead."""

from concurrent.futures import ThreadPoolExecutor
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
                "REGLAMENT_INVITATION_DAYS": "61",
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
        "INVITATION_DAYS",
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


def test_secrets_stay_out_of_what_is_printed(tmp_path: Path) -> None:
    settings = load(
        {
            "REGLAMENT_DATA_DIR": str(tmp_path),
            "REGLAMENT_DATABASE_URL": "postgresql://u:hush1@h/b",
            "REGLAMENT_SECRET_KEY": "hush2" * 10,
            "REGLAMENT_MAIL_URL": "smtp://u:hush3@h",
            "REGLAMENT_QUEUE_URL": "redis://u:hush4@h",
            "REGLAMENT_STORAGE_URL": "s3://hush5",
        }
    )
    assert "hush" not in repr(settings)


def test_a_new_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    load({"REGLAMENT_DATA_DIR": str(tmp_path / "var")})
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


def test_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(
            pool.map(lambda _: load({"REGLAMENT_DATA_DIR": str(tmp_path)}).secret_key, range(16))
        )
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_spoilt_secret_is_said_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ConfigError, match="REGLAMENT_SECRET_KEY"):
        load({"REGLAMENT_DATA_DIR": str(tmp_path)})


def test_the_number_of_proxies_is_a_number(tmp_path: Path) -> None:
    assert load({"REGLAMENT_DATA_DIR": str(tmp_path)}).proxies == 0
    assert load({"REGLAMENT_DATA_DIR": str(tmp_path), "REGLAMENT_PROXIES": "2"}).proxies == 2
    with pytest.raises(ConfigError, match="REGLAMENT_PROXIES"):
        load({"REGLAMENT_DATA_DIR": str(tmp_path), "REGLAMENT_PROXIES": "-1"})
