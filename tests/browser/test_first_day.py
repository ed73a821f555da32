"""Новичок: первый день. From the letter of invitation to the opened pipeline.

He begins without a password: nobody has given him one, and nobody could.
"""

import re
from datetime import timedelta

import pytest
from browsing import Enter, OpenBrowser, Watch
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.jobs.worker import drain
from core.mail.sink import Letter, list_mailbox, read_message, serve_sink
from core.sdk import Actor, enqueue, now
from core.testing.live import LiveServer
from plugins.training.jobs.onboarding import WELCOME_JOB
from plugins.training.models import Doer, JournalEntry, Signature, StepKind
from plugins.training.services import onboarding
from plugins.training.services.onboarding import StepInput
from plugins.training.tests.quiz_world import ONE, quiz_of
from plugins.training.tests.reading_world import person, rules, user
from plugins.training.tests.reading_world import working as writing

TEXT = """## Звонки {#aaaaa2}

1. Клиенту звонят в день обращения. {#aaaaa3}
2. Текст читают со скоростью {{ norm("training.reading_speed", 6000) }} знаков в минуту. {#aaaaa4}

## Скидки {#bbbbb2}

1. Скидку до {{ norm("quotes.discount_without_approval", 5) }} менеджер даёт сам. {#bbbbb3}
"""
TITLE = "Правила продаж"
OWN_PASSWORD = "придуман Егором сегодня"
PIPELINE = "/quotes/offers/"


@pytest.fixture
def ready(server: LiveServer) -> None:
    """Rules that govern offers, with a question after them; a template that leads through them.

    Анна and the rest have worked by them for a month. Егор is about to come.
    """
    with writing(server.app) as session:
        quiz = quiz_of(session, ONE)
        version = rules(
            session,
            person(session, "vera"),
            body=TEXT,
            when=now() - timedelta(days=30),
            title=TITLE,
        )
        version.quiz_id = quiz.id
        steps = [
            StepInput(StepKind.DOCUMENT, "Правила продаж", target_id=version.regulation_id),
            StepInput(StepKind.TASK, "Настроить почту"),
            StepInput(StepKind.MEETING, "Встреча с наставником", day=2, doer=Doer.MENTOR),
        ]
        onboarding.save_template(
            session, person(session, "zhanna"), None, "Менеджер по продажам", "manager", steps
        )
        user(session, "egor").password_hash = ""


def test_a_new_hire_comes_from_the_letter_to_the_opened_pipeline(
    enter: Enter,
    open_browser: OpenBrowser,
    server: LiveServer,
    ready: None,
    watch: Watch,
) -> None:
    # The closed pipeline answers 403, a link that has done its work 410: with pages that say why.
    watch.expected |= {403, 410}

    zhanna_makes_his_plan(enter("zhanna"))
    letter = the_letter_before_the_first_day(server)

    egor = open_browser().new_page()
    he_sets_his_own_password_by_the_letter(egor, letter)
    he_comes_in_and_finds_his_plan(egor, letter)
    the_pipeline_is_closed_and_leads_to_the_document(egor)
    he_reads_it_honestly(egor)
    he_answers_the_question(egor)
    he_agrees_to_sign_electronically_and_signs(egor)
    the_pipeline_is_open(egor)

    his_mentor_sees_how_far_he_has_come(enter("anna"))
    it_stands_in_the_journal(server)


def zhanna_makes_his_plan(page: Page) -> None:
    page.goto("/training/onboarding/")
    page.get_by_role("link", name="Новый план").first.click()
    page.get_by_label("Сотрудник").select_option(label="Лапин Егор Сергеевич, Стажёр")
    page.get_by_label("Шаблон").select_option(label="Менеджер по продажам")
    page.get_by_label("Наставник").select_option(label="Смирнова Анна Петровна, Менеджер")
    page.get_by_role("button", name="Составить план").click()
    expect(page.get_by_text("План составлен, документы назначены").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Лапин Егор Сергеевич")


def the_letter_before_the_first_day(server: LiveServer) -> Letter:
    with writing(server.app) as session:
        enqueue(session, WELCOME_JOB, {}, actor=Actor.system())
    with serve_sink(server.data_dir), server.app.app_context():
        drain()
    (line,) = [one for one in list_mailbox(server.data_dir) if one.subject.startswith("Ждём вас")]
    letter = read_message(server.data_dir, line.id)
    assert letter is not None
    assert "egor@krepezh.example" in letter.line.recipients
    assert "Имя для входа: egor" in letter.text
    assert "Наставник: Смирнова Анна Петровна" in letter.text
    assert "Правила продаж; Настроить почту" in letter.text
    return letter


def he_sets_his_own_password_by_the_letter(page: Page, letter: Letter) -> None:
    invitation = re.search(r"http://127\.0\.0\.1:\d+/invitation/[\w-]+", letter.text)
    assert invitation, letter.text
    page.goto(invitation[0])
    expect(page.get_by_role("main")).to_contain_text("Лапин Егор Сергеевич")
    first, again = page.locator("#password"), page.get_by_label("Пароль ещё раз")
    first.fill(OWN_PASSWORD)
    again.fill(OWN_PASSWORD)
    expect(first).to_have_attribute("type", "password")
    page.get_by_label("Показать пароль").check()
    expect(first).to_have_attribute("type", "text")
    # Nobody waits for the answer before he presses again.
    page.get_by_role("button", name="Задать пароль").dblclick()
    page.wait_for_url("**/login")
    expect(page.get_by_text("Пароль задан. Войдите с ним.")).to_be_visible()
    # The address has done its work.
    answer = page.goto(invitation[0])
    assert answer is not None
    assert answer.status == 410
    expect(page.get_by_role("main")).to_contain_text("По этой ссылке пароль уже задан")


def he_comes_in_and_finds_his_plan(page: Page, letter: Letter) -> None:
    address = re.search(r"http://127\.0\.0\.1:\d+/training/onboarding/\d+", letter.text)
    assert address, letter.text
    page.goto(address[0])
    page.get_by_label("Имя для входа").fill("egor")
    page.get_by_label("Пароль").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.wait_for_url(address[0])
    expect(page.get_by_role("link", name="Правила продаж", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Смирнова Анна Петровна")


def the_pipeline_is_closed_and_leads_to_the_document(page: Page) -> None:
    answer = page.goto(PIPELINE)
    assert answer is not None
    assert answer.status == 403
    main = page.get_by_role("main")
    expect(main).to_contain_text(f"Вы ещё не подписали «{TITLE}» (РП-01, редакция 1)")
    expect(main).to_contain_text("до начала работы")
    # The line of the menu says so at once, and leads to the same page.
    page.goto("/profile/")
    page.get_by_role("link", name="Предложения закрыто: Вы ещё не подписали").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Этап пока закрыт")
    # His own first page leads there as well.
    page.goto("/")
    expect(page.get_by_role("heading", name="Ваш план адаптации")).to_be_visible()
    page.goto(PIPELINE)
    main.get_by_role("link").first.click()
    page.wait_for_url("**/training/reading/*")


def he_reads_it_honestly(page: Page) -> None:
    expect(page.locator(".reading-layout[data-connected]")).to_be_visible()
    expect(page.locator("[data-read]")).to_have_text("0")
    # Both sections are in view: their time runs one after the other.
    expect(page.locator("[data-read]")).to_have_text("2", timeout=40_000)


def he_answers_the_question(page: Page) -> None:
    page.get_by_role("button", name="Ответить на вопросы").click()
    page.get_by_label("Пять").check()
    page.get_by_role("button", name="Ответить").click()
    expect(page.get_by_text("Вопросы сданы")).to_be_visible()
    page.get_by_role("link", name="К документу").click()


def he_agrees_to_sign_electronically_and_signs(page: Page) -> None:
    page.get_by_role("link", name="Подписать", exact=True).click()
    page.wait_for_url("**/consent")
    expect(page.get_by_role("main")).to_contain_text("63-ФЗ")
    page.get_by_label("Я прочитал(а) соглашение").check()
    page.get_by_label("Пароль").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Подписать соглашение").click()
    page.wait_for_url("**/sign")
    expect(page.locator(".reading-statement")).to_contain_text("Лапин Егор Сергеевич")
    page.get_by_label("Пароль").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Подписать", exact=True).click()
    page.wait_for_url("**/signatures/*")


def the_pipeline_is_open(page: Page) -> None:
    answer = page.goto(PIPELINE)
    assert answer is not None
    assert answer.status == 200
    expect(page.get_by_role("heading", level=1)).to_have_text("Коммерческие предложения")
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("Настроить почту")


def his_mentor_sees_how_far_he_has_come(page: Page) -> None:
    page.goto("/training/onboarding/")
    row = page.get_by_role("main").locator("tr, li, article", has_text="Лапин").first
    expect(row).to_contain_text(re.compile(r"1\s*(/|из)\s*3"))


def it_stands_in_the_journal(server: LiveServer) -> None:
    with writing(server.app) as session:
        egor = user(session, "egor")
        (signature,) = session.scalars(select(Signature).where(Signature.user_id == egor.id))
        assert signature.full_name == egor.full_name
        kinds = session.scalars(
            select(JournalEntry.kind)
            .where(JournalEntry.user_id == egor.id)
            .order_by(JournalEntry.position)
        ).all()
    assert kinds[-2:] == ["consent", "signed"]
