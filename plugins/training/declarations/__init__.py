"""What each area of the plugin declares."""

from plugins.training.area import Area

AREAS: tuple[Area, ...] = ()
