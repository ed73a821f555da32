"""What the screens of regulations share."""

from core.sdk import NotFound, sees
from core.sdk.web import Screens, current_actor, db
from plugins.training.models import Regulation, RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.services import regulations

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_regulations", "plugins.training", url_prefix="/training/regulations")


def found(
    document_id: int, permission: TrainingPermission = TrainingPermission.REGULATION_VIEW
) -> RegulationVersion:
    """The version, where the person may do this to it; NotFound otherwise."""
    actor = current_actor()
    version = regulations.get(db.session(), document_id, actor)
    if not sees(version.document, actor, permission):
        raise NotFound()
    return version


def found_regulation(regulation_id: int) -> Regulation:
    """The regulation; NotFound where there is none."""
    regulation = db.session().get(Regulation, regulation_id)
    if regulation is None:
        raise NotFound()
    return regulation
