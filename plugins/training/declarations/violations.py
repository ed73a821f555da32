"""What the plugin declares about violations."""

from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    DocumentSnapshot,
    DocumentType,
    IntegrityCheck,
    MenuEntry,
    QuickCreate,
    Ref,
    SearchHit,
    SearchProvider,
    SlotFill,
    VatMode,
)
from core.sdk.web import numbered
from plugins.training.area import Area
from plugins.training.discipline import reductions_over_the_law, sees_case
from plugins.training.jobs import violations as jobs
from plugins.training.models import Violation
from plugins.training.permissions import TrainingPermission
from plugins.training.queries.violations import listing
from plugins.training.screens.violations import home, screens
from plugins.training.screens.violations.base import FIELD_TITLES
from plugins.training.services.violations import TYPE
from plugins.training.workflow_violations import VIOLATION


def snapshot(document: Document, session: Session) -> DocumentSnapshot:
    """The header of a case: it sells nothing, so it has neither lines nor sums."""
    accused = document.responsible
    return DocumentSnapshot(
        type=document.type,
        id=document.id,
        number=document.number,
        date=document.date,
        organisation=Ref(document.organisation_id, document.organisation.name),
        partner=None,
        contact=None,
        responsible=Ref(accused.id, accused.full_name) if accused else Ref(None, ""),
        currency=document.currency,
        vat_mode=VatMode.INCLUDED,
        delivery_terms=None,
        payment_terms=None,
        net=document.total,
        vat=document.total,
        gross=document.total,
        lines=(),
    )


def opened_to(session: Session, document: Document, actor: Actor) -> bool:
    """Whether the case was entrusted to the person, so that he reads what it holds."""
    violation = session.get(Violation, document.id)
    return violation is not None and sees_case(document, violation, actor)


def _find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    return [
        SearchHit(
            numbered(row.number, row.date),
            row.title,
            "training_violations.show",
            {"document_id": row.id},
        )
        for row in listing.search(session, actor, text, limit)
    ]


AREA = Area(
    document_types=(
        DocumentType(
            code=TYPE,
            title=N_("Нарушение или жалоба"),
            short=N_("Нарушение"),
            prefix="НР",
            icon="scale",
            workflow=VIOLATION,
            view=TrainingPermission.VIOLATION_VIEW,
            edit=TrainingPermission.VIOLATION_DECIDE,
            endpoint="training_violations.show",
            snapshot=snapshot,
            field_titles=FIELD_TITLES,
            opened_to=opened_to,
        ),
    ),
    menu=(
        MenuEntry(
            "rules",
            N_("Нарушения"),
            "flag",
            "training_violations.index",
            TrainingPermission.VIOLATION_VIEW,
            40,
            counter=listing.waiting_count,
        ),
    ),
    quick_create=(
        QuickCreate(
            N_("Сообщить о нарушении"),
            "training_violations.new",
            "flag",
            TrainingPermission.VIOLATION_REPORT,
            80,
        ),
    ),
    search=(
        SearchProvider(
            "training.violations",
            N_("Нарушения"),
            TrainingPermission.VIOLATION_VIEW,
            _find,
            80,
        ),
    ),
    slot_fills=(
        SlotFill("core.home:main", home.to_explain, TrainingPermission.VIOLATION_VIEW, 1),
        SlotFill("core.home:main", home.to_decide, TrainingPermission.VIOLATION_DECIDE, 6),
    ),
    jobs=jobs.JOBS,
    periodic=jobs.PERIODIC,
    checks=(
        IntegrityCheck(
            "training.bonus_reductions",
            N_("Снижения премий не больше предела закона"),
            reductions_over_the_law,
        ),
    ),
    screens=(screens,),
)
