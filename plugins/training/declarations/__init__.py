"""What each area of the plugin declares."""

from plugins.training.area import Area
from plugins.training.declarations import (
    courses,
    discovery,
    onboarding,
    quizzes,
    reading,
    regulations,
    scripts,
    violations,
)

AREAS: tuple[Area, ...] = (
    regulations.AREA,
    reading.AREA,
    discovery.AREA,
    quizzes.AREA,
    courses.AREA,
    onboarding.AREA,
    scripts.AREA,
    violations.AREA,
)
