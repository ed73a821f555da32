"""What each area of the plugin declares."""

from plugins.training.area import Area
from plugins.training.declarations import discovery, quizzes, regulations

AREAS: tuple[Area, ...] = (regulations.AREA, discovery.AREA, quizzes.AREA)
