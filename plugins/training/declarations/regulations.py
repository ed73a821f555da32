"""What the plugin declares about regulations."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from core.sdk import (
    N_,
    Actor,
    Document,
    DocumentSnapshot,
    DocumentType,
    MenuEntry,
    QuickCreate,
    Ref,
    SearchHit,
    SearchProvider,
    SlotFill,
    VatMode,
)
from plugins.training.area import Area
from plugins.training.jobs import regulations as jobs
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import regulations as queries
from plugins.training.queries import searching
from plugins.training.screens.norm_marks import VALUES
from plugins.training.screens.regulations import panels, screens
from plugins.training.services.regulations import TYPE, letters
from plugins.training.workflow import REGULATION

FIELDS = {
    "summary": N_("Что меняется"),
    "lowers_pay": N_("Ухудшает условия оплаты"),
    "title": N_("Название"),
    "owner": N_("Владелец процесса"),
    "roles": N_("Роли"),
    "departments": N_("Отделы"),
    "stages": N_("Закрытые этапы"),
    "quiz": N_("Вопросы после чтения"),
}


def snapshot(document: Document, session: Session) -> DocumentSnapshot:
    """The header of a version: it sells nothing, so it has neither lines nor sums."""
    owner = document.responsible
    return DocumentSnapshot(
        type=document.type,
        id=document.id,
        number=document.number,
        date=document.date,
        organisation=Ref(document.organisation_id, document.organisation.name),
        partner=None,
        contact=None,
        responsible=Ref(owner.id, owner.full_name) if owner else Ref(None, ""),
        currency=document.currency,
        vat_mode=VatMode.INCLUDED,
        delivery_terms=None,
        payment_terms=None,
        net=document.total,
        vat=document.total,
        gross=document.total,
        lines=(),
    )


def _find(session: Session, actor: Actor, text: str, limit: int) -> list[SearchHit]:
    titles = [
        SearchHit(one.code, one.title, "training_regulations.home", {"regulation_id": one.id})
        for one in queries.search(session, text, limit)
    ]
    clauses = [
        SearchHit(
            _("%(code)s, п. %(clause)s", code=one.code, clause=one.number),
            f"{one.title}: {one.words}",
            "training_regulations.show",
            {"document_id": one.document_id, "_anchor": f"c-{one.uid}"},
        )
        for one in searching.clauses(session, actor, text, limit, VALUES)
    ]
    return [*titles, *clauses][:limit]


def _unspoken(session: Session, actor: Actor) -> int:
    return len(queries.to_speak(session, actor))


AREA = Area(
    document_types=(
        DocumentType(
            code=TYPE,
            title=N_("Редакция регламента"),
            short=N_("Регламент"),
            prefix="РГ",
            icon="file-text",
            workflow=REGULATION,
            view=TrainingPermission.REGULATION_VIEW,
            edit=TrainingPermission.REGULATION_EDIT,
            endpoint="training_regulations.show",
            snapshot=snapshot,
            field_titles=FIELDS,
        ),
    ),
    menu=(
        MenuEntry(
            "rules",
            N_("Регламенты"),
            "gavel",
            "training_regulations.index",
            TrainingPermission.REGULATION_VIEW,
            10,
            counter=_unspoken,
        ),
    ),
    quick_create=(
        QuickCreate(
            N_("Регламент"),
            "training_regulations.new",
            "gavel",
            TrainingPermission.REGULATION_MAKE,
            60,
        ),
    ),
    search=(
        SearchProvider(
            "training.regulations",
            N_("Регламенты"),
            TrainingPermission.REGULATION_VIEW,
            _find,
            60,
        ),
    ),
    slot_fills=(
        SlotFill("core.home:main", panels.to_speak, TrainingPermission.REGULATION_DISCUSS, 40),
        SlotFill("core.norms.show:main", panels.norm_clauses, TrainingPermission.REGULATION_VIEW),
    ),
    subscriptions=letters.SUBSCRIPTIONS,
    jobs=jobs.JOBS,
    periodic=jobs.PERIODIC,
    screens=(screens,),
)
