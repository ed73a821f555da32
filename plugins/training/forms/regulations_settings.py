"""The form of a regulation: what it is, for whom it holds, what it closes, whose it is."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from core.sdk.web import TextField, VersionedForm, optional_id, required
from plugins.training.models import Regulation, RegulationKind
from plugins.training.services.regulations import MAX_CODE, MAX_TITLE, RegulationInput

TOO_LONG = lazy_gettext("Слишком длинно")


class ChecksField(SelectMultipleField):
    """Several of a few, each with a tick of its own."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The macro of fields knows fields by the names of WTForms' own types.
        self.type = SelectMultipleField.__name__


class RegulationForm(VersionedForm):
    """A regulation without its text."""

    code = TextField(
        lazy_gettext("Обозначение"), [required(), Length(max=MAX_CODE, message=TOO_LONG)]
    )
    title = TextField(
        lazy_gettext("Название"), [required(), Length(max=MAX_TITLE, message=TOO_LONG)]
    )
    kind = SelectField(lazy_gettext("Вид"))
    owner_id = SelectField(lazy_gettext("Владелец процесса"), coerce=optional_id)
    roles = ChecksField(lazy_gettext("Роли"))
    departments = ChecksField(lazy_gettext("Отделы"), coerce=int)
    stages = ChecksField(lazy_gettext("Закрытые этапы"))

    def values(self) -> RegulationInput:
        """The form as the service takes it."""
        return RegulationInput(
            code=self.code.data or "",
            title=self.title.data or "",
            kind=RegulationKind(self.kind.data),
            owner_id=self.owner_id.data or 0,
            roles=tuple(self.roles.data or ()),
            departments=tuple(self.departments.data or ()),
            stages=tuple(self.stages.data or ()),
        )


def stored_values(regulation: Regulation) -> dict[str, Any]:
    """The regulation as the form shows it."""
    return {
        "code": regulation.code,
        "title": regulation.title,
        "kind": regulation.kind,
        "owner_id": regulation.owner_id,
        "roles": regulation.roles,
        "departments": regulation.departments,
        "stages": regulation.stages,
        "version": regulation.version,
    }
