"""All that a plugin's domain code may import from the core."""

from core.accounts import invitations, memberships
from core.accounts.departments import with_all_below
from core.accounts.models import Department, DepartmentPlace, Membership, User
from core.accounts.models import Role as AccountRole
from core.accounts.permissions import AdminPermission
from core.accounts.policy import fetch, row_filter, sees, unrestricted, visible
from core.accounts.service import actor_by_id
from core.db import locks
from core.db.base import Base, IdMixin, RowScoped
from core.db.types import BigId, MoneyType, QuantityType, UtcDateTime
from core.directory import match
from core.directory.calendar import add_working_days
from core.directory.choices import ACCENT_COLOURS, CURRENCIES
from core.directory.models import (
    BankAccount,
    Campaign,
    Channel,
    Competitor,
    Contact,
    CustomerGroup,
    DeliveryTerm,
    Material,
    MaterialAlternative,
    MaterialGroup,
    Organisation,
    Partner,
    PaymentTerm,
    PriceItem,
    PriceList,
    RejectionReason,
    Unit,
)
from core.directory.organisations import logo_type
from core.directory.permissions import DirectoryPermission
from core.directory.pricing import PriceAsked, PriceQuote, quote_prices
from core.directory.providers import suggest_materials
from core.directory.units import quantity_fault, units_by_id
from core.directory.vat import seller_rates
from core.documents import attachments, history, seals, stages
from core.documents.assigning import assignees, assignment_faults, hand_over
from core.documents.lines import TradeLine
from core.documents.models import Attachment, Document, DocumentLink, HistoryEntry
from core.documents.service import create, fire, link, lock, lock_for_edit, moves
from core.extending import manual
from core.extending.hookspecs import hookimpl
from core.extending.manifest import Manifest
from core.extending.registry import registry_of
from core.jobs.context import GiveUp, JobContext
from core.jobs.service import enqueue
from core.kernel import chain
from core.kernel.clock import DEFAULT_ZONE, at, now, today
from core.kernel.declarations import (
    Concerned,
    DocumentAction,
    DocumentType,
    HelpPage,
    IntegrityCheck,
    Job,
    MenuEntry,
    MenuSection,
    Norm,
    NormKind,
    PeriodicJob,
    PermissionDeclaration,
    QuickCreate,
    Rehearsal,
    Role,
    SearchHit,
    SearchProvider,
    Slot,
    SlotFill,
    everybody,
    help_chapter,
)
from core.kernel.errors import (
    DomainError,
    Forbidden,
    NotFound,
    Refusal,
    Refused,
    StageClosed,
    StaleVersion,
    ValidationFailed,
)
from core.kernel.events import DocumentEvent, NormBreach, NormSource, Subscription
from core.kernel.identifiers import InvalidIdentifier, format_phone, parse_email
from core.kernel.markdown import PageRenderer, marked_up, words_of
from core.kernel.money import (
    NO_VAT,
    DocumentTotals,
    InvalidAmount,
    LineAmounts,
    VatMode,
    VatRate,
    document_totals,
    line_amounts,
)
from core.kernel.parsing import parse_date, parse_decimal, parse_quantity, typed_number
from core.kernel.permissions import Actor, Permission, Scope
from core.kernel.snapshot import DocumentSnapshot, LineSnapshot, Ref, UnitRef
from core.kernel.stems import stem
from core.kernel.text import N_, Message, Sum, plural
from core.kernel.words import amount_in_words, plural_ru
from core.kernel.workflow import GuardContext, State, StateKind, Transition, Workflow
from core.mail.models import MailMessage, MailThread
from core.norms.service import NormReading, norm, recorded, report_breach, value_fault
from core.norms.service import all_in_force as norms_in_force

__all__ = [
    "ACCENT_COLOURS",
    "CURRENCIES",
    "DEFAULT_ZONE",
    "NO_VAT",
    "N_",
    "AccountRole",
    "Actor",
    "AdminPermission",
    "Attachment",
    "BankAccount",
    "Base",
    "BigId",
    "Campaign",
    "Channel",
    "Competitor",
    "Concerned",
    "Contact",
    "CustomerGroup",
    "DeliveryTerm",
    "Department",
    "DepartmentPlace",
    "DirectoryPermission",
    "Document",
    "DocumentAction",
    "DocumentEvent",
    "DocumentLink",
    "DocumentSnapshot",
    "DocumentTotals",
    "DocumentType",
    "DomainError",
    "Forbidden",
    "GiveUp",
    "GuardContext",
    "HelpPage",
    "HistoryEntry",
    "IdMixin",
    "IntegrityCheck",
    "InvalidAmount",
    "InvalidIdentifier",
    "Job",
    "JobContext",
    "LineAmounts",
    "LineSnapshot",
    "MailMessage",
    "MailThread",
    "Manifest",
    "Material",
    "MaterialAlternative",
    "MaterialGroup",
    "Membership",
    "MenuEntry",
    "MenuSection",
    "Message",
    "MoneyType",
    "Norm",
    "NormBreach",
    "NormKind",
    "NormReading",
    "NormSource",
    "NotFound",
    "Organisation",
    "PageRenderer",
    "Partner",
    "PaymentTerm",
    "PeriodicJob",
    "Permission",
    "PermissionDeclaration",
    "PriceAsked",
    "PriceItem",
    "PriceList",
    "PriceQuote",
    "QuantityType",
    "QuickCreate",
    "Ref",
    "Refusal",
    "Refused",
    "Rehearsal",
    "RejectionReason",
    "Role",
    "RowScoped",
    "Scope",
    "SearchHit",
    "SearchProvider",
    "Slot",
    "SlotFill",
    "StageClosed",
    "StaleVersion",
    "State",
    "StateKind",
    "Subscription",
    "Sum",
    "TradeLine",
    "Transition",
    "Unit",
    "UnitRef",
    "User",
    "UtcDateTime",
    "ValidationFailed",
    "VatMode",
    "VatRate",
    "Workflow",
    "actor_by_id",
    "add_working_days",
    "amount_in_words",
    "assignees",
    "assignment_faults",
    "at",
    "attachments",
    "chain",
    "create",
    "document_totals",
    "enqueue",
    "everybody",
    "fetch",
    "fire",
    "format_phone",
    "hand_over",
    "help_chapter",
    "history",
    "hookimpl",
    "invitations",
    "line_amounts",
    "link",
    "lock",
    "lock_for_edit",
    "locks",
    "logo_type",
    "manual",
    "marked_up",
    "match",
    "memberships",
    "moves",
    "norm",
    "norms_in_force",
    "now",
    "parse_date",
    "parse_decimal",
    "parse_email",
    "parse_quantity",
    "plural",
    "plural_ru",
    "quantity_fault",
    "quote_prices",
    "recorded",
    "registry_of",
    "report_breach",
    "row_filter",
    "seals",
    "sees",
    "seller_rates",
    "stages",
    "stem",
    "suggest_materials",
    "today",
    "typed_number",
    "units_by_id",
    "unrestricted",
    "value_fault",
    "visible",
    "with_all_below",
    "words_of",
]
