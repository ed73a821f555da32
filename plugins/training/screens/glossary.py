"""How words that regulations define look in the text of one: with what they mean beside them."""

from collections.abc import Sequence
from itertools import count

from flask_babel import gettext as _
from markupsafe import Markup

from core.sdk import now
from core.sdk.web import current_actor, db
from plugins.training.models import RegulationVersion
from plugins.training.permissions import TrainingPermission
from plugins.training.queries import glossary as queries
from plugins.training.screens.meanings import with_meaning
from plugins.training.screens.norm_marks import VALUES
from plugins.training.services import regulations
from plugins.training.text.engine import with_values
from plugins.training.text.glossary import Glossary, Meaning
from plugins.training.text.rendering import Terms
from plugins.training.text.terms import TermText


def terms_for_reader(version: RegulationVersion) -> Terms:
    """For the page of a version and for its reading."""
    return _terms(version, None)


def terms_for_author(version: RegulationVersion, typed: Sequence[TermText]) -> Terms:
    """For the preview: what the version defines is what has been typed so far."""
    return _terms(version, typed)


def _terms(version: RegulationVersion, typed: Sequence[TermText] | None) -> Terms:
    actor = current_actor()
    leads = actor.can(TrainingPermission.REGULATION_VIEW)
    own = [Meaning(term) for term in typed or ()]
    others: list[Meaning] = []
    for one in queries.defined(db.session(), version, actor.user_id, now()):
        if one.document_id != version.document_id:
            source = _("%(code)s «%(title)s»", code=one.code, title=one.title)
            link = regulations.clause_link(one.document_id, one.term.clause_uid) if leads else ""
            others.append(Meaning(one.term, source, link))
        elif typed is None:
            own.append(Meaning(one.term, link=f"#c-{one.term.clause_uid}"))
    numbers = count(1)

    def show(words: str, meanings: Sequence[Meaning]) -> Markup:
        by_words: dict[str, list[Meaning]] = {}
        for meaning in meanings:
            by_words.setdefault(with_values(meaning.term.definition, VALUES), []).append(meaning)
        parts = (_part(definition, found) for definition, found in by_words.items())
        told = Markup("<strong>{}</strong>").format(meanings[0].term.term) + Markup().join(parts)
        return with_meaning(words, told, f"term-{next(numbers)}", kind="term", tag="dfn")

    return Terms(Glossary([*own, *others]), show)


def _part(definition: str, meanings: Sequence[Meaning]) -> Markup:
    """A definition, and each place where it stands."""
    places = Markup(", ").join(map(_place, meanings))
    return Markup(
        ' <span class="meaning-part"><span class="meaning-words">{}</span> <span>{}</span></span>'
    ).format(definition, places)


def _place(meaning: Meaning) -> Markup | str:
    words = _("п. %(clause)s", clause=meaning.term.clause_number)
    if meaning.source:
        words = f"{meaning.source}, {words}"
    return Markup('<a href="{}">{}</a>').format(meaning.link, words) if meaning.link else words
