"""The customers: companies, sole proprietors and a few persons, with all their requisites."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from core.demo import numbers
from core.demo import partner_names as names
from core.demo.partner_names import FullName
from core.demo.records import BankAccount, Campaign, Channel, Contact, Partner
from core.demo.terms import SOURCES
from core.demo.towns import STREETS, TOWN_BY_NAME, TOWNS, Town
from core.directory.choices import AbcClass, DecisionRole, PartnerKind

_Position = tuple[str, DecisionRole, float]

# What a position decides, and how likely a man holds it.
_OFFICE: tuple[_Position, ...] = (
    ("Директор", DecisionRole.DECIDES, 0.85),
    ("Менеджер по снабжению", DecisionRole.BUYS, 0.5),
    ("Начальник отдела снабжения", DecisionRole.BUYS, 0.6),
    ("Бухгалтер", DecisionRole.INFLUENCES, 0.05),
)
_SHOP: tuple[_Position, ...] = (
    ("Директор", DecisionRole.DECIDES, 0.7),
    ("Менеджер по закупкам", DecisionRole.BUYS, 0.4),
    ("Товаровед", DecisionRole.INFLUENCES, 0.2),
)
_ENERGY: _Position = ("Главный энергетик", DecisionRole.INFLUENCES, 0.95)
_ENGINEER: _Position = ("Главный инженер", DecisionRole.INFLUENCES, 0.9)
_POSITIONS: dict[str, tuple[_Position, ...]] = {
    names.BUILDERS: (*_OFFICE, _ENGINEER, ("Прораб", DecisionRole.USES, 0.98)),
    names.ELECTRICIANS: (*_OFFICE, _ENGINEER, ("Мастер участка", DecisionRole.USES, 0.97)),
    names.MAKERS: (*_OFFICE, _ENERGY, _ENGINEER, ("Начальник цеха", DecisionRole.USES, 0.9)),
    names.TRADERS: _SHOP,
    names.UTILITIES: (*_OFFICE, _ENERGY, _ENGINEER),
    names.FARMS: (*_OFFICE, _ENERGY),
}
_MANAGERS = {
    names.BUILDERS: ("anna", "egor", "anna"),
    names.ELECTRICIANS: ("boris", "boris", "egor"),
    names.MAKERS: ("anna", "boris", "egor"),
    names.TRADERS: ("anna", "boris", "egor"),
    names.UTILITIES: ("boris", "egor"),
    names.FARMS: ("egor", "anna"),
    names.HOUSEHOLD: ("egor",),
}
_SPOILED_ACCOUNTS = 3
_DUPLICATES = 6


class PartnerMaker:
    """Makes partners one after another; keeps the counters that make them differ."""

    def __init__(self, rng: Random, today: date, campaigns: tuple[Campaign, ...]) -> None:
        self._rng = rng
        self._today = today
        self._campaigns = campaigns
        self._made = 0
        self._people: set[str] = set()

    def company(self, form_and_name: str, industry: str, town: Town) -> Partner:
        """A legal entity; «ООО Три прораба» is its form and name."""
        form, _, title = form_and_name.partition(" ")
        rng = self._rng
        inn = numbers.company_inn(rng, town.region_code)
        domain = f"{names.latin(title)}.example"
        return self._partner(
            kind=PartnerKind.COMPANY,
            name=f"{form} «{title}»",
            full_name=f"{names.LEGAL_FORMS[form]} «{title}»",
            inn=inn,
            kpp=numbers.kpp_for(inn),
            ogrn=numbers.company_ogrn(rng, town.region_code, rng.randint(2003, 2023)),
            industry=industry,
            town=town,
            email=f"{rng.choice(('zakaz', 'info', 'snab', 'office'))}@{domain}",
            contacts=tuple(
                self._contact(domain, position)
                for position in rng.sample(
                    _POSITIONS[industry], rng.choices((1, 2, 3), (5, 4, 2))[0]
                )
            ),
            accounts=self._accounts("40702"),
        )

    def proprietor(self, industry: str, town: Town) -> Partner:
        """An ИП, who is his own contact."""
        rng = self._rng
        person = self._person(0.75)
        domain = f"{names.latin(person.last)}-{self._made}.example"
        return self._partner(
            kind=PartnerKind.SOLE_PROPRIETOR,
            name=f"ИП {person}",
            full_name=f"{names.LEGAL_FORMS['ИП']} {person}",
            inn=numbers.personal_inn(rng, town.region_code),
            kpp="",
            ogrn=numbers.proprietor_ogrn(rng, town.region_code, rng.randint(2005, 2024)),
            industry=industry,
            town=town,
            email=f"ip@{domain}",
            contacts=(
                self._contact(domain, ("Предприниматель", DecisionRole.DECIDES, 1.0), person),
            ),
            accounts=self._accounts("40802"),
        )

    def person(self, town: Town) -> Partner:
        """A private person: no requisites, only a way to be reached."""
        person = self._person(0.7)
        domain = "pochta.example"
        contact = self._contact(domain, ("", DecisionRole.DECIDES, 1.0), person)
        return self._partner(
            kind=PartnerKind.PERSON,
            name=str(person),
            full_name=str(person),
            inn="",
            kpp="",
            ogrn="",
            industry=names.HOUSEHOLD,
            town=town,
            email=contact.email,
            contacts=(contact,),
            accounts=(),
        )

    def _partner(
        self,
        *,
        kind: PartnerKind,
        name: str,
        full_name: str,
        inn: str,
        kpp: str,
        ogrn: str,
        industry: str,
        town: Town,
        email: str,
        contacts: tuple[Contact, ...],
        accounts: tuple[BankAccount, ...],
    ) -> Partner:
        rng = self._rng
        self._made += 1
        legal = self._address(town, kind)
        since = self._today - timedelta(days=rng.randint(30, 1500))
        source, campaign = self._source(since)
        abc = self._abc(kind, industry)
        vip = abc is AbcClass.A and rng.random() < 0.4
        eastern = town.zone == "east"
        delivery, payment = self._terms(town, abc, kind)
        return Partner(
            code=f"P{self._made:04d}",
            kind=kind,
            name=name,
            full_name=full_name,
            inn=inn,
            kpp=kpp,
            ogrn=ogrn,
            industry=industry,
            town=town.name,
            legal_address=legal,
            postal_address=legal if rng.random() < 0.6 else self._address(town, kind),
            phone=contacts[0].phone
            if kind is not PartnerKind.COMPANY
            else numbers.landline(rng, town.area_code),
            email=email,
            contacts=contacts,
            accounts=accounts,
            responsible_code="vera" if vip and rng.random() < 0.3
            else rng.choice(_MANAGERS[industry]),
            source_code=source,
            campaign_code=campaign,
            abc=abc,
            vip=vip,
            customer_group_code="foreign-trade"
            if eastern
            else "dealers"
            if industry == names.TRADERS
            else "",
            preferred_channel=rng.choices(
                (Channel.EMAIL, Channel.PHONE, Channel.MESSENGER), (7, 2, 2)
            )[0],
            delivery_term_code=delivery,
            payment_term_code=payment,
            since=since,
        )  # fmt: skip

    def _address(self, town: Town, kind: PartnerKind) -> str:
        rng = self._rng
        place = f"{town.region}, г. {town.name}" if town.region else f"г. {town.name}"
        house = f"{rng.choice(STREETS)}, д. {rng.randint(1, 148)}"
        room = f", кв. {rng.randint(1, 120)}"
        if kind is PartnerKind.COMPANY:
            room = rng.choice(
                ("", f", офис {rng.randint(1, 412)}", f", помещ. {rng.randint(1, 30)}")
            )
        return f"{town.post}{rng.randint(0, 99):03d}, {place}, {house}{room}"

    def _person(self, male_chance: float) -> FullName:
        """A full name that nobody else has yet."""
        rng = self._rng
        while True:
            surname = rng.choice(names.MALE_SURNAMES)
            patronymic = rng.choice(names.MALE_NAMES)[1]
            if rng.random() < male_chance:
                person = FullName(surname, rng.choice(names.MALE_NAMES)[0], patronymic)
            else:
                person = FullName(
                    names.feminine(surname),
                    rng.choice(names.FEMALE_NAMES),
                    names.feminine_patronymic(patronymic),
                )
            if str(person) not in self._people:
                self._people.add(str(person))
                return person

    def _contact(self, domain: str, position: _Position, person: FullName | None = None) -> Contact:
        title, role, male_chance = position
        if person is None:
            person = self._person(male_chance)
        phone = numbers.mobile(self._rng)
        local = f"{names.latin(person.first)[0]}.{names.latin(person.last)}"
        return Contact(
            name=str(person),
            position=title,
            phone=phone,
            email=f"{local}{self._made if domain == 'pochta.example' else ''}@{domain}",
            messenger=f"Telegram {phone}" if self._rng.random() < 0.35 else "",
            decision_role=role,
        )

    def _accounts(self, kind: str) -> tuple[BankAccount, ...]:
        rng = self._rng
        banks = rng.sample(range(len(numbers.BANKS)), rng.choices((0, 1, 2), (1, 14, 3))[0])
        return tuple(numbers.bank_account(rng, bank, kind) for bank in banks)

    def _source(self, since: date) -> tuple[str, str]:
        """Where the customer came from; a campaign only if it ran when he came."""
        running = [
            campaign
            for campaign in self._campaigns
            if campaign.starts_on <= since
            and (campaign.ends_on is None or since <= campaign.ends_on + timedelta(days=14))
        ]
        if running and self._rng.random() < 0.7:
            campaign = self._rng.choice(running)
            return campaign.source_code, campaign.code
        return self._rng.choice(SOURCES).code, ""

    def _abc(self, kind: PartnerKind, industry: str) -> AbcClass:
        weights = (5, 9, 12) if kind is PartnerKind.COMPANY else (1, 6, 18)
        if industry == names.HOUSEHOLD:
            weights = (0, 0, 1)
        return self._rng.choices((AbcClass.A, AbcClass.B, AbcClass.C), weights)[0]

    def _terms(self, town: Town, abc: AbcClass, kind: PartnerKind) -> tuple[str, str]:
        rng = self._rng
        delivery = {
            "own": rng.choice(("pickup", "pickup", "warehouse")),
            "near": rng.choice(("own-transport", "terminal", "pickup")),
            "far": rng.choice(("terminal", "terminal", "carrier", "fca")),
            "east": "cpt" if town.name == "Владивосток" else "dap",
        }[town.zone]
        if kind is PartnerKind.PERSON:
            return "pickup" if town.zone == "own" else "carrier", "prepaid"
        payment = {
            AbcClass.A: ("deferral-30", "deferral-14", "deferral-45", "third-14"),
            AbcClass.B: ("deferral-14", "third-14", "half", "prepaid"),
            AbcClass.C: ("prepaid", "prepaid", "half"),
        }[abc]
        return delivery, rng.choice(payment)


def _spoil_accounts(rng: Random, partners: list[Partner]) -> None:
    """A few accounts were typed with a slip, as happens."""
    owners = [index for index, partner in enumerate(partners) if partner.accounts]
    for index in rng.sample(owners, _SPOILED_ACCOUNTS):
        first, *rest = partners[index].accounts
        partners[index] = replace(partners[index], accounts=(numbers.spoiled(first), *rest))


def _duplicate(partner: Partner, code: str, by_phone: bool, since: date) -> Partner:
    """The same customer entered again in a hurry: no requisites, a sloppy name, and either the
    phone or the e-mail that is already known."""
    bare = partner.name.replace("«", "").replace("»", "")
    _, _, title = bare.partition(" ")
    return replace(
        partner,
        code=code,
        name=title.upper() if by_phone else f"{title} ({partner.town})",
        full_name="",
        inn="",
        kpp="",
        ogrn="",
        legal_address="",
        postal_address="",
        phone=partner.phone if by_phone else "",
        email="" if by_phone else partner.email,
        contacts=(),
        accounts=(),
        source_code="site",
        campaign_code="",
        abc=AbcClass.C,
        vip=False,
        customer_group_code="",
        delivery_term_code="pickup",
        payment_term_code="prepaid",
        since=since,
    )


def make_partners(
    rng: Random, today: date, campaigns: tuple[Campaign, ...]
) -> tuple[tuple[Partner, ...], tuple[tuple[str, str], ...]]:
    """All partners, and the pairs (repeated entry, original) planted among them."""
    maker = PartnerMaker(rng, today, campaigns)
    weights = [town.weight for town in TOWNS]

    def town() -> Town:
        return rng.choices(TOWNS, weights)[0]

    partners: list[Partner] = []
    for industry, companies in names.COMPANIES.items():
        for company in companies:
            home = names.home_of(company)
            place = TOWN_BY_NAME[home] if home else town()
            partners.append(maker.company(company, industry, place))
    for company, place, industry in names.EASTERN:
        partners.append(maker.company(company, industry, TOWN_BY_NAME[place]))
    partners.extend(maker.proprietor(industry, town()) for industry in names.PROPRIETORS)
    partners.extend(maker.person(town()) for _ in range(names.PERSONS))
    _spoil_accounts(rng, partners)

    companies = [partner for partner in partners if partner.kind is PartnerKind.COMPANY]
    pairs: list[tuple[str, str]] = []
    for number, original in enumerate(rng.sample(companies, _DUPLICATES)):
        code = f"P{len(partners) + 1:04d}"
        since = today - timedelta(days=rng.randint(3, 200))
        partners.append(_duplicate(original, code, number % 2 == 0, since))
        pairs.append((code, original.code))
    return tuple(partners), tuple(pairs)
