"""The text of a version: saved whole, with its clauses, the norms that it sets and its terms."""

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from core.sdk import (
    N_,
    Actor,
    Document,
    Message,
    Norm,
    Refusal,
    Refused,
    ValidationFailed,
    history,
    lock_for_edit,
    now,
    registry_of,
)
from plugins.training.guards import lacks_summary, text_faults
from plugins.training.models import Clause, Quiz, RegulationVersion, Term, VersionNorm
from plugins.training.services.faults import too_long
from plugins.training.services.regulations.given import MAX_BODY, MAX_TEXT, OPEN
from plugins.training.services.regulations.parts import parts
from plugins.training.services.regulations.saying import ask_again, text_hash
from plugins.training.text.parsing import Text, parse, with_uids

WHAT_CHANGES_HERE = Message(
    N_("Напишите, что меняется: редакция на обсуждении, и это читают все, кого она касается")
)


def save_text(
    session: Session,
    actor: Actor,
    document_id: int,
    body: str,
    summary: str,
    lowers_pay: bool | None,
    version: int | None = None,
) -> RegulationVersion:
    """Keep the text: marks are given to new clauses; clauses, norms and terms are read anew. On
    discussion, whoever had nothing against other words or values is asked again.

    ``summary`` says what this edition changes and why, ``lowers_pay`` whether it makes pay worse:
    None where the author has not said it yet. Raises NotFound, Forbidden, StaleVersion,
    Refused (approved already), ValidationFailed with everything that is wrong in the text.
    """
    document = editable(session, actor, document_id, version)
    edition = session.get_one(RegulationVersion, document_id)
    text = with_uids(body)
    parsed = parse(text)
    _check(session, text, parsed, summary)
    if document.state != "draft" and lacks_summary(edition, summary):
        raise ValidationFailed({"summary": [WHAT_CHANGES_HERE]})
    declared = registry_of(session).norms
    before = _shown(edition, declared)
    replaced = edition.body
    edition.body = text
    edition.summary = summary.strip()
    edition.lowers_pay = lowers_pay
    _write_parts(session, edition, parsed)
    # The text is another table's row: the header must tell its time and count its versions too.
    document.updated_at = now()
    flag_modified(document, "updated_at")
    session.flush()
    after = _shown(edition, declared)
    fields = {
        name: [before.get(name), after.get(name)]
        for name in before | after
        if before.get(name) != after.get(name)
    }
    if replaced != text or fields:
        history.record(
            session,
            document,
            "text",
            actor,
            {
                "text": N_("Текст сохранён: пунктов %(clauses)s, норм %(norms)s"),
                "params": {"clauses": len(parsed.clauses), "norms": len(parsed.norms)},
                "fields": fields,
                "sha256": text_hash(text),
            },
        )
    ask_again(session, actor, edition, replaced)
    return edition


def ask_after(
    session: Session, actor: Actor, document_id: int, quiz_id: int | None
) -> RegulationVersion:
    """Let these questions be answered before the version is signed; None: nothing is asked.

    Raises NotFound, Forbidden, Refused (approved already), ValidationFailed.
    """
    document = editable(session, actor, document_id)
    edition = session.get_one(RegulationVersion, document_id)
    if edition.quiz_id == quiz_id:
        return edition
    before = session.get(Quiz, edition.quiz_id) if edition.quiz_id is not None else None
    after = session.get(Quiz, quiz_id) if quiz_id is not None else None
    if quiz_id is not None and after is None:
        raise ValidationFailed({"quiz_id": [Message(N_("Выберите набор вопросов"))]})
    edition.quiz_id = quiz_id
    flag_modified(document, "updated_at")
    session.flush()
    titles = (before.title if before else "", after.title if after else "")
    history.record_changes(session, document, actor, {"quiz": titles})
    return edition


def editable(
    session: Session, actor: Actor, document_id: int, version: int | None = None
) -> Document:
    """The header of a version that may still change, locked."""
    document = lock_for_edit(session, document_id, actor, version)
    if document.state not in OPEN:
        raise Refused(
            [Refusal(Message(N_("Утверждённая редакция не меняется: подготовьте следующую")))]
        )
    return document


def _check(session: Session, text: str, parsed: Text, summary: str) -> None:
    errors: dict[str, list[Message]] = {}
    if len(text) > MAX_BODY:
        errors["body"] = [too_long(MAX_BODY)]
    else:
        faults = text_faults(parsed, registry_of(session).norms)
        if faults:
            errors["body"] = faults
    if len(summary.strip()) > MAX_TEXT:
        errors["summary"] = [too_long(MAX_TEXT)]
    if errors:
        raise ValidationFailed(errors)


def _shown(edition: RegulationVersion, declared: Mapping[str, Norm]) -> dict[str, object]:
    """What the history tells of besides the text itself; norms by their titles, which outlive the
    modules that declare them."""
    shown: dict[str, object] = {"summary": edition.summary, "lowers_pay": edition.lowers_pay}
    for norm in edition.norms:
        known = declared.get(norm.key)
        shown[known.title if known else norm.key] = _said(known, norm.value)
    return shown


def _said(norm: Norm | None, value: Decimal) -> object:
    """«2 рабочих дня», «15 %», to be said in the language of whoever reads it; of a norm that
    nobody declares, the mere number."""
    if norm is None:
        return value
    if norm.forms is None:
        return {"norm": norm.key, "value": value}
    return Message.plural(*norm.forms, int(value)).to_json()


def _write_parts(session: Session, edition: RegulationVersion, parsed: Text) -> None:
    for model in (Clause, VersionNorm, Term):
        session.execute(delete(model).where(model.document_id == edition.document_id))
    session.expire(edition, ["clauses", "norms", "terms"])
    session.add_all(parts(edition.document_id, parsed.clauses, parsed.norms, parsed.terms))
    session.flush()
