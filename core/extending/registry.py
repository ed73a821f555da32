"""What all enabled plugins have declared, checked against each other and frozen."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeVar

import click
import pluggy

from core.extending.manifest import Manifest
from core.kernel.chain import Head
from core.kernel.declarations import (
    DocumentAction,
    DocumentType,
    HelpPage,
    IntegrityCheck,
    Job,
    MenuEntry,
    MenuSection,
    Norm,
    PeriodicJob,
    PermissionDeclaration,
    QuickCreate,
    SearchProvider,
    Slot,
    SlotFill,
)
from core.kernel.errors import Refusal
from core.kernel.events import NormBreach, NormSource, Subscription
from core.kernel.permissions import Actor, Permission
from core.kernel.workflow import Transition

T = TypeVar("T")
Answers = Mapping[str, Sequence[Any]]
"""What one plugin declares: hook name → declarations."""


class RegistryError(ValueError):
    """Two declarations clash, or one names what nobody has declared."""


@dataclass(frozen=True)
class Registry:
    """Read-only. Made by ``build``; asked by services, screens and jobs."""

    manifests: Mapping[str, Manifest]
    quarantined: Mapping[str, str]
    permissions: Mapping[str, PermissionDeclaration]
    document_types: Mapping[str, DocumentType]
    document_actions: Sequence[DocumentAction]
    norms: Mapping[str, Norm]
    subscriptions: Mapping[str, Sequence[Subscription]]
    slots: Mapping[str, Slot]
    slot_fills: Mapping[str, Sequence[SlotFill]]
    menu_sections: Sequence[MenuSection]
    menu: Sequence[MenuEntry]
    quick_create: Sequence[QuickCreate]
    jobs: Mapping[str, Job]
    periodic_jobs: Sequence[PeriodicJob]
    search: Sequence[SearchProvider]
    checks: Sequence[IntegrityCheck]
    screens: Sequence[Any]
    help: Mapping[str, Sequence[HelpPage]]
    """Plugin → its help pages in the order of the contents."""
    help_of: Mapping[str, HelpPage]
    """Endpoint → the page about it."""
    commands: Mapping[str, Sequence[click.Command]]
    _hooks: pluggy.PluginManager = field(repr=False)

    def vetoes(
        self, document: Any, transition: Transition, actor: Actor, session: Any
    ) -> list[Refusal]:
        """Reasons of all plugins against a move."""
        answers = self._hooks.hook.reglament_check_transition(
            document=document, transition=transition, actor=actor, session=session
        )
        return [refusal for answer in answers for refusal in answer]

    def stage_vetoes(
        self, stages: Collection[str], actor: Actor, session: Any
    ) -> dict[str, list[Refusal]]:
        """Which of the stages are closed to the person, with the reasons of all plugins."""
        answers = self._hooks.hook.reglament_check_stages(
            stages=stages, actor=actor, session=session
        )
        found: dict[str, list[Refusal]] = {}
        for answer in answers:
            for stage, refusals in answer.items():
                if refusals:
                    found.setdefault(stage, []).extend(refusals)
        return found

    def norms_set(
        self, keys: Sequence[str], at: datetime, employee_id: int | None, session: Any
    ) -> dict[str, NormSource]:
        """What the regulations in force set, by key."""
        answers = self._hooks.hook.reglament_norms_set(
            keys=keys, at=at, employee_id=employee_id, session=session
        )
        found: dict[str, NormSource] = {}
        # pluggy answers in the reverse order of registration, which makes the first one win here.
        for answer in answers:
            found |= answer
        return found

    def norm_sources(
        self, keys: Sequence[str], at: datetime, session: Any
    ) -> dict[str, list[NormSource]]:
        """Every value that regulations in force set, whomever they hold for, by key."""
        answers = self._hooks.hook.reglament_norm_sources(keys=keys, at=at, session=session)
        found: dict[str, list[NormSource]] = {}
        for answer in answers:
            for key, sources in answer.items():
                found.setdefault(key, []).extend(sources)
        return found

    def tell_breach(self, breach: NormBreach, session: Any) -> None:
        """Tell all plugins that a norm was broken."""
        self._hooks.hook.reglament_norm_broken(breach=breach, session=session)

    def journal_heads(self, session: Any) -> list[Head]:
        """How far the append-only journals of all plugins have come."""
        answers = self._hooks.hook.reglament_journal_heads(session=session)
        return [head for answer in answers for head in answer]

    def fill_demo(self, world: Any, session: Any) -> None:
        """Let each plugin, in order of dependence, fill its part of the demo company."""
        later: list[Callable[[], None]] = []
        # pluggy calls the last registered first; a stage needs the data of those before it.
        for name in self.manifests:
            plugin = self._hooks.get_plugin(name)
            fill = getattr(plugin, "reglament_demo", None)
            if fill is not None and (rest := fill(world=world, session=session)) is not None:
                later.append(rest)
        for rest in later:
            rest()


def registry_of(session: Any) -> Registry:
    """The registry of the application that the session belongs to."""
    return session.info["registry"]


def _unique(items: Iterable[T], key: Callable[[T], str], what: str) -> Mapping[str, T]:
    found: dict[str, T] = {}
    for item in items:
        name = key(item)
        if name in found:
            raise RegistryError(f"{what} {name!r} is declared twice")
        found[name] = item
    return MappingProxyType(found)


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return MappingProxyType({name: tuple(group) for name, group in found.items()})


def _need(name: str, known: Iterable[str], by: str) -> None:
    if name not in known:
        raise RegistryError(f"{by} names {name!r}, which nobody declares")


def _codes_by_owner(
    manifests: Sequence[Manifest], answers: Mapping[str, Answers]
) -> Mapping[str, Sequence[str]]:
    """What each plugin gives names to. Screens of roles and norms find the plugin by the name."""
    codes: dict[str, Callable[[Any], str]] = {
        "reglament_permissions": lambda item: item.permission.value,
        "reglament_document_types": lambda item: item.code,
        "reglament_norms": lambda item: item.key,
        "reglament_jobs": lambda item: item.kind,
        "reglament_slots": lambda item: item.name,
    }
    return {
        manifest.name: [
            code(item)
            for hook, code in codes.items()
            for item in answers[manifest.name].get(hook, ())
        ]
        for manifest in manifests
    }


def _commands(
    manifests: Sequence[Manifest], answers: Mapping[str, Answers]
) -> Mapping[str, Sequence[click.Command]]:
    """Commands of the console by plugin; their names are the plugin's own affair."""
    found: dict[str, Sequence[click.Command]] = {}
    for manifest in manifests:
        declared = tuple(answers[manifest.name].get("reglament_commands", ()))
        _unique(declared, lambda item: str(item.name), f"command of {manifest.name}")
        if declared:
            found[manifest.name] = declared
    return MappingProxyType(found)


def _check_screens(
    screens: Sequence[Any], permissions: Mapping[str, Any], leading: Iterable[Any]
) -> None:
    """Each set of routes has a name of its own, a route names a declared permission, and whatever
    leads to a page leads to one that there is."""
    _unique(screens, lambda item: item.name, "set of screens")
    access = {endpoint: allowed for one in screens for endpoint, allowed in one.access.items()}
    for endpoint, allowed in access.items():
        # Those that are no permission are open to everybody or to everybody logged in.
        if isinstance(allowed, Permission):
            _need(allowed.value, permissions, f"route {endpoint}")
    for item in leading:
        _need(item.endpoint, access, repr(item)[:80])


def _check_stages(items: Iterable[Any], codes: Iterable[str], plugins: Container[str]) -> None:
    """A stage is a type of documents, so that closing it closes its screens and its moves alike.
    The stage of an absent plugin has nothing to show."""
    for item in items:
        if item.stage is not None and item.stage.split(".")[0] in plugins:
            _need(item.stage, codes, f"stage of {repr(item)[:60]}")


def _help_of(pages: Sequence[HelpPage], screens: Sequence[Any]) -> Mapping[str, HelpPage]:
    """The page about each screen: one at most, and about a screen that there is."""
    about = [(endpoint, page) for page in pages for endpoint in page.endpoints]
    access = {endpoint for one in screens for endpoint in one.access}
    for endpoint, page in about:
        _need(endpoint, access, f"help page {page.name}")
    found = _unique(about, lambda item: item[0], "help page of")
    return MappingProxyType({endpoint: page for endpoint, (_name, page) in found.items()})


def build(
    manifests: Sequence[Manifest],
    answers: Mapping[str, Answers],
    hooks: pluggy.PluginManager,
    quarantined: Mapping[str, str],
) -> Registry:
    """Freeze what the plugins, given in their order, have declared.

    Raises RegistryError on duplicates and dangling names.
    """

    def all_of(hook: str) -> list[Any]:
        return [item for manifest in manifests for item in answers[manifest.name].get(hook, ())]

    def ordered(hook: str) -> list[Any]:
        return sorted(all_of(hook), key=lambda item: item.order)

    permissions = _unique(
        all_of("reglament_permissions"), lambda item: item.permission.value, "permission"
    )
    types = _unique(all_of("reglament_document_types"), lambda item: item.code, "document type")
    _unique(types.values(), lambda item: item.prefix, "number prefix")
    norms = _unique(all_of("reglament_norms"), lambda item: item.key, "norm")
    slots = _unique(all_of("reglament_slots"), lambda item: item.name, "slot")
    jobs = _unique(all_of("reglament_jobs"), lambda item: item.kind, "job")
    sections = _unique(all_of("reglament_menu_sections"), lambda item: item.name, "menu section")
    actions = _unique(all_of("reglament_document_actions"), lambda item: item.name, "action")
    search = _unique(ordered("reglament_search"), lambda item: item.name, "search provider")
    checks = _unique(all_of("reglament_checks"), lambda item: item.name, "check")
    fills = ordered("reglament_slot_fills")
    menu = ordered("reglament_menu")
    quick_create = ordered("reglament_quick_create")
    periodic = all_of("reglament_periodic_jobs")

    for owner, codes in _codes_by_owner(manifests, answers).items():
        strange = [code for code in codes if code.split(".")[0] != owner]
        if strange:
            raise RegistryError(f"{owner} declares {', '.join(strange)}, not in its own name")
    for document_type in types.values():
        for move in document_type.workflow.transitions:
            _need(
                move.permission.value, permissions, f"transition {document_type.code}.{move.name}"
            )
    for item in [*menu, *quick_create, *fills, *actions.values(), *search.values()]:
        _need(item.permission.value, permissions, repr(item)[:80])
    for entry in menu:
        _need(entry.section, sections, f"menu entry {entry.endpoint}")
    for job in periodic:
        _need(job.kind, jobs, "periodic job")
    everybodys = list(answers.values())
    kinds = [one for answer in everybodys for one in answer.get("reglament_document_types", ())]
    slot_names = {one.name for answer in everybodys for one in answer.get("reglament_slots", ())}
    for fill in fills:
        # A slot of an absent plugin is simply not shown; one of a plugin that is there must exist,
        # also where that plugin comes after in the order.
        owner = fill.slot.split(".")[0]
        if owner in answers:
            _need(fill.slot, slot_names, "slot fill")
    _check_stages(
        [*all_of("reglament_screens"), *fills, *search.values()],
        [kind.code for kind in kinds],
        answers,
    )
    _check_screens(
        all_of("reglament_screens"),
        permissions,
        [*menu, *quick_create, *types.values(), *actions.values()],
    )
    events = {f"{kind.code}:{move.name}" for kind in kinds for move in kind.workflow.transitions}
    subscriptions = all_of("reglament_subscriptions")
    for subscription in subscriptions:
        if subscription.event.split(".")[0] in answers:
            _need(subscription.event, events, "subscription")

    return Registry(
        manifests=MappingProxyType({manifest.name: manifest for manifest in manifests}),
        quarantined=MappingProxyType(dict(quarantined)),
        permissions=permissions,
        document_types=types,
        document_actions=tuple(sorted(actions.values(), key=lambda item: item.order)),
        norms=norms,
        subscriptions=_grouped(subscriptions, lambda item: item.event),
        slots=slots,
        slot_fills=_grouped(fills, lambda item: item.slot),
        menu_sections=tuple(sorted(sections.values(), key=lambda item: item.order)),
        menu=tuple(menu),
        quick_create=tuple(quick_create),
        jobs=jobs,
        periodic_jobs=tuple(periodic),
        search=tuple(search.values()),
        checks=tuple(checks.values()),
        screens=tuple(all_of("reglament_screens")),
        help=MappingProxyType(
            {
                manifest.name: tuple(answers[manifest.name].get("reglament_help", ()))
                for manifest in manifests
            }
        ),
        help_of=_help_of(all_of("reglament_help"), all_of("reglament_screens")),
        commands=_commands(manifests, answers),
        _hooks=hooks,
    )
