"""Bank accounts: the same pages for partners and for own organisations."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField

from core.db.session import db
from core.directory import bank_accounts
from core.directory.bank_accounts import AccountData
from core.directory.choices import CURRENCIES
from core.directory.models import BankAccount, Organisation, Partner
from core.directory.permissions import DirectoryPermission
from core.kernel.errors import StaleVersion, ValidationFailed
from core.web.forms import TextField, VersionedForm, required
from core.web.identity import current_actor
from core.web.messages import toast
from core.web.views.directory import organisations, partners
from core.web.views.directory.common import Clash, clashes, options, translated


class AccountForm(VersionedForm):
    """A bank account."""

    bik = TextField(lazy_gettext("БИК"), [required()])
    bank_name = TextField(lazy_gettext("Банк"), [required()])
    number = TextField(lazy_gettext("Расчётный счёт"), [required()])
    corr_number = TextField(lazy_gettext("Корреспондентский счёт"))
    currency = SelectField(lazy_gettext("Валюта"), default="RUB")
    is_main = BooleanField(lazy_gettext("Основной: печатается в документах"))
    key_confirmed = BooleanField(
        lazy_gettext("Банк подтвердил номер счёта, хотя контрольная цифра не сходится")
    )

    def offer(self) -> None:
        """Fill the list of currencies."""
        self.currency.choices = options(translated(CURRENCIES))

    def values(self) -> AccountData:
        """The form as the service takes it."""
        names = (*bank_accounts.SHOWN, "key_confirmed")
        return AccountData(**{name: self[name].data for name in names})


def _owner(owner_id: int, *, partner: bool) -> Organisation | Partner:
    return bank_accounts.owner_of(
        db.session(),
        current_actor(),
        partner_id=owner_id if partner else None,
        organisation_id=None if partner else owner_id,
    )


def _address(owner: Organisation | Partner) -> str:
    if isinstance(owner, Partner):
        return url_for("partners.show", partner_id=owner.id)
    return url_for("organisations.show", organisation_id=owner.id)


def _back(owner: Organisation | Partner) -> Response:
    return redirect(_address(owner) + "#accounts", code=303)


def _stored_form(account: BankAccount) -> AccountForm:
    values = {name: getattr(account, name) for name in bank_accounts.SHOWN}
    values |= {"key_confirmed": account.key_overridden, "version": str(account.version)}
    form = AccountForm(formdata=None, data=values)
    form.offer()
    return form


def _page(
    form: AccountForm,
    owner: Organisation | Partner,
    account: BankAccount | None,
    code: int = 200,
    differing: list[Clash] | None = None,
) -> tuple[str, int]:
    remove = ""
    if isinstance(owner, Partner):
        crumbs = [(_("Контрагенты"), url_for("partners.index")), (owner.name, _address(owner))]
        if account is not None:
            remove = url_for("partners.remove_account", partner_id=owner.id, account_id=account.id)
    else:
        crumbs = [
            (_("Наши организации"), url_for("organisations.index")),
            (owner.name, _address(owner)),
        ]
        if account is not None:
            remove = url_for(
                "organisations.remove_own_account", organisation_id=owner.id, account_id=account.id
            )
    page = render_template(
        "directory/account.html",
        page_title=_("Банковский счёт") if account is not None else _("Новый счёт"),
        form=form,
        crumbs=crumbs,
        remove=remove,
        # The box appears only where there is something to confirm.
        doubtful=bool(form.number.errors) or form.key_confirmed.data,
        clashes=differing or [],
    )
    return page, code


def _new(owner: Organisation | Partner) -> Response | tuple[str, int]:
    form = AccountForm()
    form.offer()
    if request.method != "POST":
        return _page(form, owner, None)
    if form.validate():
        try:
            bank_accounts.add_account(db.session(), current_actor(), owner, form.values())
        except ValidationFailed as error:
            form.take(error)
        else:
            toast(_("Счёт добавлен"))
            return _back(owner)
    return _page(form, owner, None, 422)


def _edit(owner: Organisation | Partner, account_id: int) -> Response | tuple[str, int]:
    session = db.session()
    account = bank_accounts.find_account(owner, account_id)
    if request.method != "POST":
        return _page(_stored_form(account), owner, account)
    form = AccountForm()
    form.offer()
    if form.validate():
        try:
            bank_accounts.edit_account(
                session,
                current_actor(),
                owner,
                account,
                form.values(),
                version=form.seen_version,
            )
        except ValidationFailed as error:
            form.take(error)
        except StaleVersion:
            session.rollback()
            account = session.get_one(BankAccount, account_id)
            differing = clashes(form, _stored_form(account), account.version)
            return _page(form, owner, account, 409, differing)
        else:
            toast(_("Сохранено"))
            return _back(owner)
    return _page(form, owner, account, 422)


def _remove(owner: Organisation | Partner, account_id: int) -> Response:
    account = bank_accounts.find_account(owner, account_id)
    bank_accounts.remove_account(db.session(), current_actor(), owner, account)
    toast(_("Счёт удалён"))
    return _back(owner)


@partners.screens.form(
    "/<int:partner_id>/accounts/new", permission=DirectoryPermission.PARTNER_EDIT
)
def new_account(partner_id: int) -> Response | tuple[str, int]:
    """A new account of a partner."""
    return _new(_owner(partner_id, partner=True))


@partners.screens.form(
    "/<int:partner_id>/accounts/<int:account_id>", permission=DirectoryPermission.PARTNER_EDIT
)
def edit_account(partner_id: int, account_id: int) -> Response | tuple[str, int]:
    """Change an account of a partner."""
    return _edit(_owner(partner_id, partner=True), account_id)


@partners.screens.post(
    "/<int:partner_id>/accounts/<int:account_id>/remove",
    permission=DirectoryPermission.PARTNER_EDIT,
)
def remove_account(partner_id: int, account_id: int) -> Response:
    """Delete an account of a partner that no document names."""
    return _remove(_owner(partner_id, partner=True), account_id)


@organisations.screens.form(
    "/<int:organisation_id>/accounts/new", permission=DirectoryPermission.ORGANISATION_EDIT
)
def new_own_account(organisation_id: int) -> Response | tuple[str, int]:
    """A new account of an own organisation."""
    return _new(_owner(organisation_id, partner=False))


@organisations.screens.form(
    "/<int:organisation_id>/accounts/<int:account_id>",
    permission=DirectoryPermission.ORGANISATION_EDIT,
)
def edit_own_account(organisation_id: int, account_id: int) -> Response | tuple[str, int]:
    """Change an account of an own organisation."""
    return _edit(_owner(organisation_id, partner=False), account_id)


@organisations.screens.post(
    "/<int:organisation_id>/accounts/<int:account_id>/remove",
    permission=DirectoryPermission.ORGANISATION_EDIT,
)
def remove_own_account(organisation_id: int, account_id: int) -> Response:
    """Delete an account of an own organisation that no document names."""
    return _remove(_owner(organisation_id, partner=False), account_id)
