"""Takes the pictures of the user's guide: a demo company of its own, clicked through by Playwright.

    python tools/docs_pictures.py            # all into docs/user/img

The company is made anew in a temporary folder, so the pictures show what a reader of the guide
sees after ``make run``. Light theme, 1440 pixels wide.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect, sync_playwright

from core.demo.build import build_world
from core.demo.records import Contact, Partner
from core.demo.samples import samples
from core.kernel.clock import today
from core.testing import chromium

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "user" / "img"
WIDTH, HEIGHT = 1440, 900
SEED = 2026
START = 120
"""Seconds that the server is given to answer."""
PATIENCE = 20_000
LETTER = """\
Добрый день!

Просим выставить коммерческое предложение:
1. Болт М10х40 DIN 933 кл. пр. 8.8 оцинк. - 1 000 шт
автомат 3P C16 — 12 шт.
3. гайка М10 цинк DIN 934 — 1000 шт.
4. WSH-125-M10-ZN   2000шт
5. анкер-болт 10 х 77 цинк - 400 штук
6. кабель ввгнг(а)-ls 3х2.5 - 300 м
7. профнастил С8 0,4 мм RAL 8017 - 120 м2

Доставка до нашего склада.

С уважением,
{name}
{company}
{email}
"""


@dataclass(frozen=True)
class Company:
    """The running demo: where it answers and how to get in."""

    url: str
    passwords: dict[str, str]
    browser: Browser

    def enter(self, login: str) -> Page:
        """The person's own window, logged in."""
        page = self.window()
        page.goto("/login")
        page.get_by_label("Имя для входа").fill(login)
        page.get_by_label("Пароль").fill(self.passwords[login])
        page.get_by_role("button", name="Войти").click()
        page.wait_for_url(f"{self.url}/")
        return page

    def window(self) -> Page:
        """A window without cookies."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="ru-RU",
            timezone_id="Europe/Moscow",
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        return context.new_page()


def keep(page: Page, name: str, *, height: int = HEIGHT) -> None:
    """Save what the window shows, from its top."""
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.evaluate("window.scrollTo(0, 0)")
    page.mouse.move(0, 0)
    # Messages come and go: a picture is not to depend on the moment.
    page.locator(".toast").evaluate_all("found => found.forEach((one) => one.remove())")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
    print(f"{name}.png", flush=True)


def manager_at_home(page: Page) -> None:
    """The first thing in the morning."""
    page.goto("/")
    keep(page, "home-manager", height=640)


def price_list(page: Page) -> None:
    """A supplier's file: what it would change, then what it has changed."""
    file = next(
        one for one in samples(build_world(SEED, today=today())) if one.name.endswith("xlsx")
    )
    page.goto("/")
    page.get_by_role("link", name="Прайс-листы").click()
    page.get_by_role("link", name="Загрузить").click()
    page.get_by_label("Файл XLSX или CSV").set_input_files(
        {"name": file.name, "mimeType": file.media_type, "buffer": file.content}
    )
    lists = page.get_by_label("Прайс-лист", exact=True)
    retail = lists.locator("option", has_text="Розничный").first
    lists.select_option(value=retail.get_attribute("value"))
    page.get_by_role("button", name="Дальше").click()
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_role("heading", name="Добавится")).to_be_visible()
    keep(page, "price-check")
    page.get_by_role("button", name="Загрузить").click()
    expect(page.get_by_text("Готово: прайс-лист загружен.")).to_be_visible()


def customer_of_anna() -> tuple[Partner, Contact]:
    """Somebody of Anna's with an address to write to."""
    for partner in build_world(SEED, today=today()).partners:
        if partner.responsible_code == "anna":
            for contact in partner.contacts:
                if contact.email:
                    return partner, contact
    raise LookupError("Anna has no customers with an e-mail")


def request_of_a_letter(page: Page) -> None:
    """A letter pasted, recognised, registered, matched."""
    partner, contact = customer_of_anna()
    letter = LETTER.format(name=contact.name, company=partner.name, email=contact.email)
    page.get_by_role("button", name="Создать").click()
    page.get_by_role("link", name="Запрос из письма").click()
    page.get_by_label("Текст письма").fill(letter)
    page.get_by_role("button", name="Распознать").click()
    expect(page.locator("tr[data-line]").first).to_be_visible()
    keep(page, "request-letter", height=1150)
    page.get_by_role("button", name="Зарегистрировать").click()
    page.get_by_role("button", name="Взять в работу").click()
    expect(page.get_by_text("Запрос взят в работу").first).to_be_visible()
    keep(page, "request-matching", height=1150)
    decide(page)


def decide(page: Page) -> None:
    """Give up what is not sold, take the first likeness of each other open line."""
    sheets = page.locator("li.request-line", has_text="профнастил").first
    sheets.locator("summary", has_text="Не продаём").click()
    sheets.get_by_label("Почему не продаём").fill("Не возим листовой прокат")
    sheets.get_by_role("button", name="В неудовлетворённый спрос").click()
    expect(sheets).to_contain_text("Не возим листовой прокат")
    waiting = page.locator("li.request-line").filter(has_text="Не подобрано")
    for left in range(waiting.count() - 1, -1, -1):
        waiting.first.get_by_role("button", name="Принять").first.click()
        expect(waiting).to_have_count(left)


def offer_of_it(page: Page) -> str:
    """Lines with prices, a discount, approval; the address of the offer."""
    page.get_by_role("button", name="Подготовить предложение").click()
    expect(page.get_by_text("Черновик предложения готов").first).to_be_visible()
    page.get_by_role("link", name="Изменить", exact=True).click()
    page.get_by_label("Условия поставки").select_option(label="Доставка до склада покупателя")
    page.get_by_label("Условия оплаты").select_option(label="Отсрочка 14 дней")
    discount = page.get_by_label("Скидка", exact=False).first
    discount.fill("5")
    discount.press("Enter")
    expect(page.get_by_text("в пределах нормы")).to_be_visible()
    keep(page, "offer-lines", height=1300)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Предложение сохранено").first).to_be_visible()
    page.get_by_role("button", name="Утвердить").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("КП-")
    return page.url


def sending(page: Page) -> None:
    """The dialog, then what is registered of the sending."""
    page.get_by_role("button", name="Отправить клиенту").click()
    dialog = page.get_by_role("dialog", name="Отправка предложения")
    expect(dialog).to_be_visible()
    keep(page, "offer-send")
    dialog.get_by_role("button", name="Отправить письмо").click()
    expect(page.locator("#offer-sendings")).to_contain_text("отправлено", timeout=60_000)


def head_at_home(page: Page) -> None:
    """What waits for the head."""
    page.goto("/")
    keep(page, "home-head")


def letter_in_the_mailbox(page: Page) -> str:
    """The newest letter of the demo's mailbox; the address in it."""
    page.goto("/")
    page.get_by_role("link", name="Ушедшие письма").click()
    page.locator("main table tbody a").first.click()
    page.wait_for_load_state("networkidle")
    keep(page, "mailbox", height=1100)
    for frame in [page.main_frame, *page.frames]:
        found = re.search(r"https?://[^\s\"'<>]+/offer/[\w-]+", frame.content())
        if found:
            return found[0]
    raise LookupError("the letter holds no address of an offer")


def customer_answers(page: Page, address: str) -> None:
    """The customer confirms the receipt and takes a part of it."""
    page.goto(address)
    page.get_by_role("button", name="Подтвердить получение").click()
    expect(page.get_by_text("Спасибо, что подтвердили получение")).to_be_visible()
    keep(page, "customer-page", height=1500)
    page.get_by_label("Заказываете, строка 2").fill("0")
    page.get_by_role("button", name="Принять предложение").click()
    expect(page.get_by_text("Вы приняли предложение")).to_be_visible()


def confirmed(page: Page, address: str) -> None:
    """The offer with its history."""
    page.goto(address)
    keep(page, "offer-confirmed", height=1200)


def story(company: Company) -> None:
    """The guide from its first page to its last."""
    anna = company.enter("anna")
    manager_at_home(anna)
    price_list(anna)
    request_of_a_letter(anna)
    offer = offer_of_it(anna)
    sending(anna)
    head_at_home(company.enter("vera"))
    address = letter_in_the_mailbox(anna)
    customer_answers(company.window(), address)
    confirmed(anna, offer)
    rules_of_the_game(company)


def rules_of_the_game(company: Company) -> None:
    """The guide to regulations: the newcomer's first days, the owner's editor, the map."""
    newcomer = company.enter("ksenia")
    keep(newcomer, "rules-newcomer", height=720)
    newcomer.get_by_role("link", name="Нормы работы с запросами и предложениями").first.click()
    start = newcomer.get_by_role("button", name="Начать читать")
    if start.count():
        start.click()
    newcomer.get_by_role("heading", name="Запрос клиента").first.wait_for()
    keep(newcomer, "rules-reading", height=820)
    head = company.enter("vera")
    head.goto("/training/regulations/")
    head.get_by_role("link", name="Правила разрешения споров о клиенте").click()
    head.get_by_role("link", name="Сравнить").first.click()
    keep(head, "rules-compare", height=760)
    head.go_back()
    head.get_by_role("link", name="Редакция 3").first.click()
    head.get_by_role("link", name="Изменить текст").click()
    head.wait_for_url(re.compile(r"/edit$"))
    head.wait_for_load_state("networkidle")
    keep(head, "rules-editor", height=820)
    head.goto("/training/discovery/")
    head.get_by_role("link", name="Продажа со склада").click()
    head.get_by_role("heading", name="Задумано и на самом деле").wait_for()
    keep(head, "rules-map", height=760)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """A demo company and its server for the time of the pictures; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "REGLAMENT_DATA_DIR": str(folder),
        "REGLAMENT_BASE_URL": url,
    }
    program = [sys.executable, "-m", "core.cli"]
    fill = [*program, "demo", "--seed", str(SEED)]
    subprocess.run(fill, env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen([*program, "run", "--port", str(port)], env=environment, cwd=ROOT)
    try:
        wait_for(f"{url}/health/ready")
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str) -> None:
    """Return when the address answers. Raises TimeoutError."""
    last = time.monotonic() + START
    while time.monotonic() < last:
        try:
            urlopen(url).close()  # noqa: S310 - our own address
        except URLError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(url)


def passwords(folder: Path) -> dict[str, str]:
    """Log-in name → password, as the demo has written them down."""
    lines = (folder / "demo_logins.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[-2]: line.split()[-1] for line in lines if line.strip()}


def main() -> None:
    """Take all the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        with demo(folder) as url:
            browser = playwright.chromium.launch(
                executable_path=chromium.executable(), args=list(chromium.ARGUMENTS)
            )
            story(Company(url, passwords(folder), browser))
            browser.close()


if __name__ == "__main__":
    main()
