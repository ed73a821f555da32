"""The page of the agreement to sign by simple electronic signature, on the way to a signature."""

from collections.abc import Callable

from flask import redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.sdk import N_, Document, Refused, User
from core.sdk.web import current_actor, db, proves_himself, toast
from plugins.training.forms.reading import ConsentForm
from plugins.training.services.reading import agreeing
from plugins.training.services.reading.agreeing import Signable
from plugins.training.services.regulations import text_hash

Page = tuple[str, int]
NOT_YOURS = N_("Это не ваш пароль. Проверьте раскладку и Caps Lock.")


def ask_to_agree(
    document: Document,
    to: Signable,
    act: Callable[[str | None], object],
    *,
    onwards: str,
    back: str,
    crumbs: list[tuple[str, str]],
) -> Response | Page:
    """Show the agreement, or ``act`` on its form with the SHA-256 of the text that was shown.

    Leads ``onwards`` to the signature, also where an agreement that names this kind of documents is
    there already; ``back`` without agreeing.
    """
    session, actor = db.session(), current_actor()
    if agreeing.consent_of(session, actor.user_id, to) is not None:
        return redirect(onwards, code=303)
    form = ConsentForm()

    def page(code: int) -> Page:
        return _page(form, document, back, crumbs), code

    if not form.is_submitted():
        return page(200)
    if form.validate() and not form.agree.data:
        form.agree.errors = [_("Без соглашения подписать документ в программе нельзя")]
    if form.errors or not proves_himself(form.password, _(NOT_YOURS)):
        return page(422)
    try:
        act(form.shown.data or None)
    except Refused as error:
        form.take(error)
        return page(422)
    toast(_("Соглашение подписано: больше о нём не спросим"))
    return redirect(onwards, code=303)


def _page(form: ConsentForm, document: Document, back: str, crumbs: list[tuple[str, str]]) -> str:
    session = db.session()
    user = session.get_one(User, current_actor().user_id)
    text = agreeing.consent_text(user, document)
    form.shown.data = text_hash(text)
    return render_template(
        "training/reading/consent.html",
        page_title=_("Соглашение о простой электронной подписи"),
        text=text,
        earlier=agreeing.earlier_consent(session, user.id),
        form=form,
        back=back,
        crumbs=[*crumbs, (_("Соглашение"), "")],
    )
