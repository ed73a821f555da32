"""The help about requests and offers: contents here, texts in files beside, one a language."""

from pathlib import Path

from core.sdk import N_, HelpPage, help_chapter

FOLDER = Path(__file__).parent
HELP: tuple[HelpPage, ...] = (
    *help_chapter(
        FOLDER,
        N_("Запросы"),
        "quotes_requests.index",
        "quotes_requests.board",
        "quotes_requests.show",
        "quotes_requests.letter",
        "quotes_requests.table",
        "quotes_requests.new",
        "quotes_requests.edit",
        "quotes_requests.unmet",
        "quotes_requests.demand_analysis",
    ),
    *help_chapter(
        FOLDER,
        N_("Предложения"),
        "quotes_offers.index",
        "quotes_offers.board",
        ("quotes_offers.new", "quotes_offers.edit"),
        "quotes_offers.show",
        "quotes_offers.send",
        "quotes_offers.answer",
        "quotes_public.show",
    ),
)
