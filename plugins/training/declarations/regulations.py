"""What the plugin declares about regulations."""

from sqlalchemy.orm import Session

from core.sdk import N_, Document, DocumentSnapshot, DocumentType, Ref, VatMode
from plugins.training.area import Area
from plugins.training.jobs import regulations as jobs
from plugins.training.permissions import TrainingPermission
from plugins.training.screens.regulations import screens
from plugins.training.services.regulations import TYPE
from plugins.training.workflow import REGULATION


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
        ),
    ),
    jobs=jobs.JOBS,
    periodic=jobs.PERIODIC,
    screens=(screens,),
)
