"""The list of cards."""

from flask import url_for

from core.sdk import N_, Document, Partner, User, today
from core.sdk.lists import (
    Column,
    Empty,
    FlagFilter,
    Kind,
    ListDefinition,
    PartnerFilter,
    PersonFilter,
    StateFilter,
)
from core.sdk.web import current_actor
from reglament_warranty import queries
from reglament_warranty.models import Card
from reglament_warranty.permissions import WarrantyPermission
from reglament_warranty.workflow import CARD

CARDS = ListDefinition(
    name="warranty.cards",
    title=N_("Гарантийные талоны"),
    base=lambda session, actor: queries.visible_cards(actor),
    key=Document.id,
    columns=(
        Column("number", N_("Номер"), Document.number, searchable=True, blank=N_("черновик")),
        Column("date", N_("Дата"), Document.date, Kind.DATE),
        Column(
            "partner",
            N_("Контрагент"),
            Partner.name,
            searchable=True,
            sort_by=Partner.sort_name,
        ),
        Column("items", N_("Изделия"), load_many=queries.item_names),
        Column("state", N_("Состояние"), Document.state, Kind.STATE, states=CARD.states),
        Column("valid_until", N_("Гарантия до"), Card.valid_until, Kind.DATE),
        Column("due", N_("Ответить до"), Document.due, Kind.DATE),
        Column("responsible", N_("Ответственный"), User.full_name, Kind.PERSON),
    ),
    filters=(
        StateFilter("state", N_("Состояние"), Document.state, CARD.states),
        PartnerFilter("partner", N_("Контрагент"), Document.partner_id, "partners.suggest"),
        PersonFilter("responsible", N_("Ответственный"), Document.responsible_id),
        FlagFilter("late", N_("Ответ просрочен"), lambda actor: Document.due < today()),
    ),
    default_sort="-date",
    row_url=lambda row: url_for("warranty.show", document_id=row.key),
    empty=Empty(
        N_("Талонов ещё нет"),
        N_("Черновик появится сам, когда клиент подтвердит предложение."),
        N_("Новый талон"),
        lambda: (
            url_for("warranty.new") if current_actor().can(WarrantyPermission.CARD_EDIT) else None
        ),
        icon="certificate",
    ),
)
