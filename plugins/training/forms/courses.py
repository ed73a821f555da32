"""Forms of courses."""

from flask_babel import lazy_gettext
from wtforms import SelectField, TextAreaField

from core.sdk.web import TextField, VersionedForm, optional_id
from plugins.training.services.courses import CourseInput, PageInput


class CourseForm(VersionedForm):
    """What a course is called, what it is about, what is asked at its end."""

    title = TextField(lazy_gettext("Название"))
    summary = TextAreaField(
        lazy_gettext("О чём курс"),
        description=lazy_gettext("Две–три фразы: чему научит и кому нужен"),
    )
    quiz_id = SelectField(
        lazy_gettext("Вопросы в конце"),
        coerce=optional_id,
        description=lazy_gettext("Курс окончен, когда прочитаны все страницы и сданы вопросы"),
    )

    def given(self) -> CourseInput:
        """What was typed, for the service."""
        return CourseInput(
            title=self.title.data or "",
            summary=self.summary.data or "",
            quiz_id=self.quiz_id.data,
        )


class PageForm(VersionedForm):
    """One page. ``version`` is that of the page; of a new one, that of the course."""

    title = TextField(lazy_gettext("Заголовок"))
    body = TextAreaField(lazy_gettext("Текст"))

    def given(self) -> PageInput:
        """What was typed, for the service."""
        return PageInput(title=self.title.data or "", body=self.body.data or "")
