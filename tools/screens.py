"""``make screens``: a picture of every screen of the demo company, on a desk and on a phone, light
and dark, in ``var/screens`` with an index to leaf through."""

import html
import shutil
import tempfile
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright

from core import config
from core.app import create_app
from core.db.session import db
from core.demo.load import LOGINS, fill
from core.extending import migrate
from core.testing import chromium
from core.testing.live import LiveServer, serving
from core.testing.sitemap import Screen, find_screens

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "var" / "screens"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
PEOPLE = ("anna", "vera", "pavel")


def passwords(data_dir: Path) -> dict[str, str]:
    """Login → password of the people whose screens are shown."""
    lines = (data_dir / LOGINS).read_text(encoding="utf-8").splitlines()
    everybody = {line.split()[-2]: line.split()[-1] for line in lines if line.strip()}
    return {login: everybody[login] for login in PEOPLE}


def picture_name(screen: Screen, size: str, theme: str) -> str:
    """A file's name that sorts the pictures of one screen together."""
    return f"{screen.endpoint.replace('.', '-')}-{screen.login or 'nobody'}-{size}-{theme}.png"


def log_in(page: Page, url: str, login: str, password: str) -> None:
    """Through the log-in page."""
    page.goto(f"{url}/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{url}/")


def shoot(browser: Browser, server: LiveServer, screens: list[Screen]) -> list[str]:
    """Take all pictures; their names."""
    known = passwords(server.data_dir)
    made: list[str] = []
    for size, (width, height) in SIZES.items():
        for theme in THEMES:
            for login in ("", *PEOPLE):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme="dark" if theme == "dark" else "light",
                    locale="ru-RU",
                )
                page = context.new_page()
                if login:
                    log_in(page, server.url, login, known[login])
                for screen in screens:
                    if screen.login == login:
                        page.goto(server.url + screen.address)
                        page.wait_for_load_state("networkidle")
                        name = picture_name(screen, size, theme)
                        page.screenshot(path=TARGET / name, full_page=True)
                        made.append(name)
                context.close()
    return made


def write_index(names: list[str]) -> None:
    """One page with all pictures."""
    figures = "\n".join(
        f'<figure><a href="{html.escape(name)}"><img loading="lazy" width="360" '
        f'src="{html.escape(name)}" alt=""></a>'
        f"<figcaption>{html.escape(name)}</figcaption></figure>"
        for name in sorted(names)
    )
    page = f'<!doctype html><meta charset="utf-8"><title>Экраны</title>\n{figures}\n'
    (TARGET / "index.html").write_text(page, encoding="utf-8")


def main() -> None:
    """Demo company, server, browser, pictures."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:

        def make(url: str) -> Flask:
            settings = config.load({"REGLAMENT_DATA_DIR": folder, "REGLAMENT_BASE_URL": url})
            app = create_app(settings, testing=True)
            with app.app_context():
                migrate.upgrade(db.engine, app.extensions["reglament"].registry)
                fill(app, 2026)
            return app

        with serving(make) as server, sync_playwright() as playwright:
            screens = find_screens(server.app, passwords(server.data_dir))
            browser = playwright.chromium.launch(
                executable_path=chromium.executable(), args=[*chromium.ARGUMENTS]
            )
            names = shoot(browser, server, screens)
            browser.close()
    write_index(names)
    print(f"{len(screens)} экранов, {len(names)} снимков: {TARGET.relative_to(ROOT)}/index.html")


if __name__ == "__main__":
    main()
