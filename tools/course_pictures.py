"""Makes the pictures of the demo company's courses: schemes drawn as SVG, screens of the program.

    python tools/course_pictures.py            # all into plugins/training/demo/courses/pictures

A course accepts no SVG (it can hold scripts), so schemes are drawn anew as WebP, finer than
they are shown. Screens are taken as wide as a phone's: on a wide page they only grow.
"""

import base64
import re
import sys
import tempfile
from pathlib import Path

from docs_pictures import PATIENCE, ROOT, Company, demo, passwords
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from core.testing import chromium

PICTURES = ROOT / "plugins" / "training" / "demo" / "courses" / "pictures"
TOKENS = ROOT / "core" / "web" / "static" / "css" / "tokens.css"
MOST_BYTES = 60_000
WIDTH, PHONE = 640, 430
QUALITY = 0.75
FINENESS = 1.5
_ENCODE = """async ([png, quality]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


def keep(encoder: Page, shown: Page | Locator, name: str) -> None:
    """Save what is shown as WebP. Raises ValueError where it is too large to be read on the way."""
    page = shown if isinstance(shown, Page) else shown.page
    page.evaluate("document.fonts.ready")
    png = base64.b64encode(shown.screenshot(animations="disabled")).decode()
    content = base64.b64decode(encoder.evaluate(_ENCODE, [png, QUALITY]))
    if len(content) > MOST_BYTES:
        raise ValueError(f"{name}: {len(content)} bytes")
    (PICTURES / f"{name}.webp").write_bytes(content)
    print(f"{name}.webp", len(content), flush=True)


def window(browser: Browser, width: int, url: str = "") -> Page:
    """A page of that width, in the light theme."""
    context = browser.new_context(
        base_url=url or None,
        viewport={"width": width, "height": 1200},
        device_scale_factor=FINENESS,
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        color_scheme="light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def schemes(browser: Browser, encoder: Page, folder: Path) -> None:
    """Every drawing, in the letters of the program."""
    page = window(browser, WIDTH)
    sheet = folder / "sheet.html"
    for drawing in sorted(PICTURES.glob("*.svg")):
        style = (
            f'<link rel="stylesheet" href="{TOKENS.as_uri()}"><style>body {{ margin: 0 }}</style>'
        )
        sheet.write_text(style + drawing.read_text(encoding="utf-8"), encoding="utf-8")
        page.goto(sheet.as_uri())
        keep(encoder, page.locator("svg"), drawing.stem)


def screens(company: Company, encoder: Page) -> None:
    """What the manager sees in the morning; a value of a rule with its reason."""
    page = window(company.browser, PHONE, company.url)
    page.goto("/login")
    page.get_by_label("Имя для входа").fill("anna")
    page.get_by_label("Пароль").fill(company.passwords["anna"])
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url(f"{company.url}/")
    keep(encoder, page.locator(".card", has_text="Запросы, ждущие ответа"), "today")
    page.goto("/training/regulations/")
    page.locator("main").get_by_role("link", name=re.compile("Нормы работы")).first.click()
    page.get_by_role("link", name="Читать").click()
    value = page.locator("[data-norm='quotes.answer_days']").first
    page.set_viewport_size({"width": PHONE, "height": 520})
    value.evaluate("found => found.closest('li').scrollIntoView()")
    value.focus()
    keep(encoder, page, "norm")


def main() -> None:
    """Make all the pictures."""
    only_schemes = "--schemes" in sys.argv
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(),
            args=[*chromium.ARGUMENTS, "--allow-file-access-from-files"],
        )
        encoder = browser.new_page()
        schemes(browser, encoder, folder)
        if not only_schemes:
            with demo(folder) as url:
                screens(Company(url, passwords(folder), browser), encoder)
        browser.close()


if __name__ == "__main__":
    main()
