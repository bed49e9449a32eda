"""Pages: who may open them, and what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from appfactory.compile.naming import names_of, split_words
from appfactory.compile.reserved import word_set
from appfactory.compile.resolve.form_pages import is_form, with_forms_of_their_own
from appfactory.compile.resolve.nouns import Noun, Nouns, nouns_of
from appfactory.compile.resolve.resolution import Resolution, singular_words
from appfactory.compile.resolve.routes import is_protected
from appfactory.compile.resolve.sections import SectionContext, resolve_section
from appfactory.model.finding import Finding
from appfactory.model.plan import PagePlan
from appfactory.model.spec import (
    Access,
    Entity,
    EntityView,
    FormView,
    Insert,
    Layout,
    Mark,
    Operation,
    OverviewView,
    Page,
    Patch,
    Remove,
    Section,
    SectionsView,
    Transition,
    View,
)  # fmt: skip

ACCESS_OF_LAYOUT: Mapping[Layout, Access] = {"marketing": "public", "app": "user", "admin": "admin"}
RANK: Mapping[Access, int] = {"public": 0, "user": 1, "admin": 2}
MOST_FIGURES = 6
_NOT_NOUNS = word_set("about admin dashboard home index landing main manage my new overview page settings start welcome the our your all")


@dataclass(frozen=True, slots=True)
class _Pointing:
    """What a page's name and route point at: an entity, or only a domain, or nothing."""

    entity: Entity | None = None
    domain: str = ""


def resolve_pages(state: Resolution) -> Resolution:
    """Pass: every page with its access and its view; entities that a public page lists may be read by everyone."""
    nouns = nouns_of(state.entities)
    by_entity = _operations_by_entity(state.operations)
    domains = {split_words(domain.name): domain.name for domain in state.plan.components.domains}
    pages: list[Page] = []
    findings: list[Finding] = []
    public: set[str] = set()
    for position, plan in enumerate(state.plan.components.pages):
        origin = f"components.pages[{position}]"
        access = page_access(plan, state.plan.integrations.clerk.protected_routes)
        pointing = _pointing(plan, nouns, domains, by_entity)
        view: View
        if plan.sections:
            view, more = _sections(plan, origin, access, pointing, state, nouns)
            findings += more
        else:
            entity = pointing.entity
            if access == "public" and entity is not None and not entity.public_read:
                if entity.access == "shared" or entity.shared_read:
                    public.add(entity.names.source)
                else:
                    access = "user"
                    findings.append(_needs_user(state, origin, plan, entity))
            view = _form(plan, pointing, access, by_entity) or _view(pointing, access, by_entity, state.entities)
        pages.append(Page(names_of(plan.name), plan.route, plan.layout, access, view, origin))
    entities = tuple(replace(entity, public_read=True) if entity.names.source in public else entity for entity in state.entities)
    return replace(state, pages=with_forms_of_their_own(pages), entities=entities).report(findings)


def page_access(plan: PagePlan, patterns: Iterable[str]) -> Access:
    """Who may open a page: by its layout, and signed-in users only where a protected route says so."""
    access = ACCESS_OF_LAYOUT[plan.layout]
    return "user" if access == "public" and is_protected(plan.route, patterns) else access


def _operations_by_entity(operations: Iterable[Operation]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        entity = getattr(operation.meaning, "entity", "")
        if entity:
            found.setdefault(entity, []).append(operation)
    return found


def _leading(entities: list[Entity], by_entity: Mapping[str, list[Operation]]) -> Entity | None:
    """The entity that a domain is about: the only one, or the one that clearly more operations speak of than of any other."""
    ranked = sorted(entities, key=lambda entity: -len(by_entity.get(entity.names.source, ())))
    counts = [len(by_entity.get(entity.names.source, ())) for entity in ranked[:2]]
    return ranked[0] if ranked and (len(ranked) == 1 or counts[0] > counts[1]) else None


def _pointing(plan: PagePlan, nouns: Nouns, domains: Mapping[tuple[str, ...], str], by_entity: Mapping[str, list[Operation]]) -> _Pointing:
    """What a page points at.

    The entity that the route's last part names wholly, else one in the page's name, else one in another part of the route, else the only
    one that begins or ends with such a word (`Menu` for MenuItem), else what the domain of that name is about.
    """
    name = split_words(plan.name)
    segments = [split_words(segment) for segment in reversed(plan.route.split("/")) if segment]
    last = nouns.find(segments[0]) if segments else None
    if last is not None and last.end - last.start == len(segments[0]):
        return _Pointing(last.entity, last.entity.domain)
    candidates = [name, *segments]
    for words in candidates:
        found = nouns.find(words)
        if found is not None:
            return _Pointing(found.entity, found.entity.domain)
    for words in candidates:
        bare = tuple(word for word in words if word not in _NOT_NOUNS)
        partial = _partial(bare, nouns) if bare else None
        if partial is not None:
            return _Pointing(partial.entity, partial.entity.domain)
    for words in candidates:
        domain = domains.get(words) or next((domains[key] for key in domains if nouns_alike(key, words)), "")
        if domain:
            return _Pointing(_leading([entity for entity in nouns.by_source.values() if entity.domain == domain], by_entity), domain)
    return _Pointing()


def nouns_alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """True if two names differ in singular and plural only.

    >>> nouns_alike(("booking",), ("bookings",)), nouns_alike((), ())
    (True, False)
    """
    return bool(first) and singular_words("_".join(first)) == singular_words("_".join(second))


def _partial(words: tuple[str, ...], nouns: Nouns) -> Noun | None:
    """The only entity whose name begins or ends with the words: `Menu` for MenuItem."""
    found: dict[str, Entity] = {}
    for known, entities in nouns.by_words.items():
        if len(known) > len(words) and words in (known[: len(words)], known[-len(words) :]):
            found.update({entity.names.source: entity for entity, _ in entities})
    return Noun(next(iter(found.values())), 0, len(words), False) if len(found) == 1 else None


def _offered(pointing: _Pointing, access: Access, by_entity: Mapping[str, list[Operation]]) -> list[Operation]:
    """What the page's visitors may do with the entity, that of their own role first."""
    operations = by_entity.get(pointing.entity.names.source, []) if pointing.entity else []
    return sorted(
        (operation for operation in operations if RANK[operation.access] <= RANK[access]),
        key=lambda operation: (-RANK[operation.access], operation.domain != pointing.domain),
    )


def _form(plan: PagePlan, pointing: _Pointing, access: Access, by_entity: Mapping[str, list[Operation]]) -> FormView | None:
    if pointing.entity is None or not is_form(plan.name, plan.route):
        return None
    create = _first(_offered(pointing, access, by_entity), lambda operation: isinstance(operation.meaning, Insert))
    return FormView(pointing.entity.names.source, create, "") if create else None


def _view(pointing: _Pointing, access: Access, by_entity: Mapping[str, list[Operation]], entities: Iterable[Entity]) -> View:
    if pointing.entity is None:
        near = [entity for entity in entities if pointing.domain in ("", entity.domain)]
        readable = [entity for entity in near if access != "public" or entity.public_read]
        return OverviewView(tuple(entity.names.source for entity in readable[:MOST_FIGURES]))
    offered = _offered(pointing, access, by_entity)
    return EntityView(
        pointing.entity.names.source,
        create=_first(offered, lambda operation: isinstance(operation.meaning, Insert)),
        update=_widest_patch(offered),
        remove=_first(offered, lambda operation: isinstance(operation.meaning, Remove)),
        transitions=tuple(sorted(operation.id for operation in offered if _is_button(operation))),
    )


def _first(operations: Iterable[Operation], wanted: Callable[[Operation], bool]) -> str:
    return next((operation.id for operation in operations if wanted(operation)), "")


def _widest_patch(operations: Iterable[Operation]) -> str:
    """Of several changes the one that an edit form shows: that of the most fields."""
    patches = [operation for operation in operations if isinstance(operation.meaning, Patch)]
    return max(patches, key=lambda operation: len(operation.input)).id if patches else ""


def _is_button(operation: Operation) -> bool:
    """True for a change of state that needs nothing but the row's key."""
    if not isinstance(operation.meaning, Transition | Mark):
        return False
    return all(field.optional or field.role == "key" for field in operation.input)


def _sections(
    plan: PagePlan, origin: str, access: Access, pointing: _Pointing, state: Resolution, nouns: Nouns
) -> tuple[SectionsView, list[Finding]]:
    sections: list[Section] = []
    findings: list[Finding] = []
    context = SectionContext(state, access, pointing.domain, pointing.entity.names.source if pointing.entity else "", nouns.by_source)
    for position, section in enumerate(plan.sections):
        resolved, more = resolve_section(section, f"{origin}.sections[{position}]", context)
        sections.append(resolved)
        findings += more
    return SectionsView(tuple(sections)), findings


def _needs_user(state: Resolution, origin: str, plan: PagePlan, entity: Entity) -> Finding:
    return state.finding(
        "page-needs-user", f"`{plan.name}` is a public page, but {entity.plural.title} belong to their owners; it asks for a sign-in",
        f"{origin}.layout", "a visitor without an account could see nothing on it",
        "write layout: app, or give the page sections, or add a public query", "warning",
    )  # fmt: skip
