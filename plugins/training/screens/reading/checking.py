"""The public page at which whoever holds a printed sheet sees that the signature is there."""

from flask import render_template
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from core.sdk import chain, format_phone
from core.sdk.web import PUBLIC, Screens, db
from plugins.training.models import JournalEntry, RegulationVersion, Signature
from plugins.training.services.reading import journal, sheets
from plugins.training.services.regulations import text_hash

screens = Screens("training_check", "plugins.training", url_prefix="/training/check")


@screens.blueprint.after_request
def _discreet(response: Response) -> Response:
    """The address is the key: it goes neither into other sites' logs nor into search engines."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@screens.get("/<code>", permission=PUBLIC)
def show(code: str) -> tuple[str, int]:
    """What is in the journal under this code, without personal data beyond what the sheet in the
    reader's hand shows: the name is masked."""
    session = db.session()
    signature = sheets.by_code(session, code)
    if signature is None:
        return render_template(
            "training/reading/check_unknown.html",
            page_title=_("Подпись не найдена"),
            seller=_face(None),
        ), 404
    entry = session.get(JournalEntry, signature.journal_position)
    return render_template(
        "training/reading/check.html",
        page_title=_("Проверка подписи"),
        seller=_face(signature.regulation_version),
        signature=signature,
        version=signature.regulation_version,
        name=masked(signature.full_name),
        sound=is_sound(signature, entry),
    ), 200


def masked(full_name: str) -> str:
    """«С••••••• А. П.» of «Смирнова Анна Петровна»: enough to compare with a paper."""
    family, *given = full_name.split() or [""]
    initials = [f"{name[0]}." for name in given]
    return " ".join([family[:1] + "•" * max(0, len(family) - 1), *initials])


def is_sound(signature: Signature, entry: JournalEntry | None) -> bool:
    """Whether the signature is what its line of the journal says, the line is unbroken, and the
    text is the one that was signed. The whole journal is verified elsewhere."""
    if entry is None:
        return False
    record = journal.record_of(entry)
    if chain.link(record.previous, record.payload) != record.hash:
        return False
    facts = chain.plain(journal.signature_facts(signature))
    if {**entry.payload, "user": entry.user_id} != {
        **entry.payload,
        "user": entry.user_id,
        **facts,
    }:
        return False
    return text_hash(signature.regulation_version.body) == signature.text_hash


def _face(version: RegulationVersion | None) -> dict[str, object]:
    """The employer, as ``layout/public.html`` draws it."""
    if version is None:
        return {
            "name": pgettext("program", "Регламент"),
            "logo_url": None,
            "brand": "teal",
            "details": [],
            "phone": "",
            "email": "",
            "site": None,
        }
    organisation = version.document.organisation
    return {
        "name": organisation.name,
        "logo_url": None,
        "brand": organisation.accent,
        "details": [(_("ИНН"), organisation.inn), (_("Адрес"), organisation.legal_address)],
        "phone": format_phone(organisation.phone) if organisation.phone else "",
        "email": organisation.email,
        "site": organisation.site,
    }
