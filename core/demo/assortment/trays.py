"""Cable trays, pipes, hoses and trunking."""

from core.demo.assortment.draft import METRE, Draft, Drafts, kilograms, rubles

_CORRUGATED = ((16, 100), (20, 100), (25, 50), (32, 25), (40, 15), (50, 15))
_TRUNKING = (
    (12, 12), (16, 16), (20, 10), (25, 16), (25, 25), (40, 16), (40, 25), (60, 40), (100, 60),
)  # fmt: skip


def _trays() -> Drafts:
    for code, kind, text, factor in (
        ("PRF", "перфорированный", "Лоток листовой перфорированный, длина 3 м", 1.0),
        ("SLD", "неперфорированный", "Лоток листовой глухой, длина 3 м", 1.08),
    ):
        for width, height in ((50, 50), (100, 50), (150, 50), (200, 50), (300, 50), (200, 80),
                              (300, 80)):  # fmt: skip
            thick = 0.7 if width < 200 else 0.8
            kg = (width + 2 * height + 20) * 3000 * thick * 7.85e-6
            yield Draft(
                f"TRY-{code}-{width}X{height}",
                f"Лоток {kind} {width}х{height}х3000 {thick:.1f}".replace(".", ",")
                + " мм оцинк.",
                f"{text}, сталь по Сендзимиру",
                "trays", rubles(kg * 205 * factor), kilograms(kg * (0.9 if code == "PRF" else 1)),
                pack=4, lead_days=4, like=f"tray {width}x{height}",
            )  # fmt: skip
    for width in (50, 100, 150, 200, 300):
        kg = (width + 24) * 3000 * 0.7 * 7.85e-6
        yield Draft(
            f"TRY-LID-{width}", f"Крышка лотка осн. {width} мм L3000 0,7 мм оцинк.",
            "Крышка с защёлкой", "trays", rubles(kg * 215), kilograms(kg), pack=4, lead_days=4,
        )  # fmt: skip
    for width, height in ((50, 50), (100, 50), (200, 50), (300, 50), (100, 85)):
        kg = 0.9 + width * 0.0082 + height * 0.011
        yield Draft(
            f"TRY-WIRE-{width}X{height}", f"Лоток проволочный {width}х{height}х3000 оцинк.",
            "Лоток сварной из прутка 4 мм, длина 3 м", "trays", rubles(kg * 310), kilograms(kg),
            pack=4, lead_days=6,
        )  # fmt: skip
    for width in (100, 200, 300):
        yield Draft(
            f"TRY-BRK-{width}", f"Консоль настенная для лотка осн. {width} мм оцинк.",
            "Кронштейн 1,5 мм", "trays", rubles(96 + 0.62 * width), kilograms(0.1 + 0.0022 * width),
            pack=10, lead_days=4,
        )  # fmt: skip


def _pipes() -> Drafts:
    for code, kind, text, price in (
        ("PVC", "ПВХ d{d} с зондом серая", "Труба лёгкая самозатухающая", 0.62),
        ("PND", "ПНД d{d} с зондом чёрная", "Труба тяжёлая для стяжки и бетона", 1.02),
    ):
        for diameter, coil in _CORRUGATED:
            if code == "PND" and diameter > 40:
                continue
            yield Draft(
                f"PIP-{code}-{diameter}",
                f"Труба гофрированная {kind.format(d=diameter)} ({coil} м)",
                f"{text}, цена за метр", "trays", rubles(price * diameter + 3),
                kilograms(0.0026 * diameter * (1.5 if code == "PND" else 1)), METRE, pack=coil,
                like=f"corrugated {diameter}", grade=int(code == "PND"),
            )  # fmt: skip
    for diameter, coil in ((50, 100), (63, 50), (90, 50), (110, 50)):
        yield Draft(
            f"PIP-DBL-{diameter}",
            f"Труба гофрированная двустенная ПНД d{diameter} красная ({coil} м)",
            "Для прокладки кабеля в земле, с протяжкой, цена за метр", "trays",
            rubles(1.55 * diameter), kilograms(0.0042 * diameter), METRE, pack=coil, lead_days=5,
        )  # fmt: skip
    for diameter in (16, 20, 25, 32, 40, 50):
        yield Draft(
            f"PIP-RIG-{diameter}", f"Труба гладкая жёсткая ПВХ d{diameter} серая (3 м)",
            "Труба для открытой проводки, цена за метр", "trays", rubles(1.35 * diameter + 4),
            kilograms(0.0062 * diameter), METRE, pack=30,
        )  # fmt: skip
        yield Draft(
            f"PIP-CLIP-{diameter}", f"Держатель с защёлкой (клипса) d{diameter} серый",
            "Крепление трубы к стене", "trays", rubles(0.13 * diameter + 1.2),
            kilograms(0.00022 * diameter), pack=100,
        )  # fmt: skip
    for diameter, coil in ((10, 100), (15, 50), (20, 50), (25, 50), (32, 25), (38, 25), (50, 15)):
        for code, mark, factor in (("Z", "РЗ-Ц", 1.0), ("ZP", "РЗ-Ц-ПВХ", 1.65)):
            if code == "ZP" and diameter == 10:
                continue
            yield Draft(
                f"PIP-RZ{code}-{diameter}", f"Металлорукав {mark}-{diameter} ({coil} м)",
                "Рукав из оцинкованной ленты"
                + (" в изоляции ПВХ" if code == "ZP" else "") + ", цена за метр",
                "trays", rubles((1.9 * diameter + 6) * factor), kilograms(0.011 * diameter),
                METRE, pack=coil, like=f"metal hose {diameter}", grade=int(code == "ZP"),
            )  # fmt: skip
    for width, height in _TRUNKING:
        yield Draft(
            f"PIP-KK-{width}X{height}", f"Кабель-канал {width}х{height} белый (2 м)",
            "Короб с двойным замком, цена за метр", "trays",
            rubles(8 + 0.062 * width * height), kilograms(0.05 + 0.0003 * width * height), METRE,
            pack=max(2, 1800 // (width * height) * 10),
        )  # fmt: skip


def drafts() -> Drafts:
    """All trays and pipes."""
    yield from _trays()
    yield from _pipes()
