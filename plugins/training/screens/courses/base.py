"""What the screens of courses share."""

from core.sdk.web import Screens, current_actor
from plugins.training.permissions import TrainingPermission

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_courses", "plugins.training", url_prefix="/training/courses")
VIEW = TrainingPermission.COURSE_VIEW
EDIT = TrainingPermission.COURSE_EDIT
WATCH = TrainingPermission.READING_WATCH


def may_edit() -> bool:
    """Whether the person prepares courses."""
    return current_actor().can(EDIT)


def may_watch() -> bool:
    """Whether the person sees how far others have come."""
    return current_actor().can(WATCH)
