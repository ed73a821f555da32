"""What each area of the plugin declares."""

from plugins.training.area import Area
from plugins.training.declarations import discovery, quizzes, reading, regulations

AREAS: tuple[Area, ...] = (regulations.AREA, reading.AREA, discovery.AREA, quizzes.AREA)
