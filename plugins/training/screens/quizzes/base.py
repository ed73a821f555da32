"""What the screens of questions share: where a subject's own page is, and how it is called."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from core.sdk.web import Screens
from plugins.training.models import QuestionKind
from plugins.training.queries.quizzes import COURSE, PLAN_STEP, VERSION, Subject

# The folder of templates is looked for beside the plugin, not beside this package.
screens = Screens("training_quizzes", "plugins.training", url_prefix="/training/quizzes")

PAGES: Mapping[str, tuple[str, str]] = {
    VERSION: ("training_reading.version", "document_id"),
    COURSE: ("training_courses.show", "course_id"),
    PLAN_STEP: ("training_onboarding.quiz", "step_id"),
}
"""Kind of a subject → the page that its questions are asked from, and the page's parameter."""


def subject_url(subject: Subject | None, **more: Any) -> str:
    """The page of the subject; empty where there is none."""
    if subject is None:
        return ""
    endpoint, parameter = PAGES[subject.kind]
    return url_for(endpoint, **{parameter: subject.key}, **more)


def subject_title(subject: Subject | None) -> str:
    """«Оплата труда, редакция 4»; the bare title of a course or a step."""
    if subject is None:
        return _("Вопросы")
    if subject.edition is None:
        return subject.title
    return _("%(title)s, редакция %(edition)s", title=subject.title, edition=subject.edition)


def kind_titles() -> dict[str, str]:
    """Kinds of questions in words."""
    return {
        QuestionKind.ONE.value: _("Один ответ"),
        QuestionKind.SEVERAL.value: _("Несколько ответов"),
        QuestionKind.ORDER.value: _("Порядок"),
        QuestionKind.NUMBER.value: _("Число"),
        QuestionKind.CASE.value: _("Случай"),
    }
