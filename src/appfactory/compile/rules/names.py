"""Names: characters, length, words that are taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from appfactory.compile.naming import POSTGRESQL_NAME_BYTES, column_name, names_of, slug_of, split_words, table_name
from appfactory.compile.plan.spans import PlanPath
from appfactory.compile.rules.context import PlanContext
from appfactory.model.finding import Finding

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
DOMAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
KEYWORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:-]*")
MAX_TITLE = 120
_HARMFUL = frozenset({"__proto__", "prototype", "constructor", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"})


def identifiers(context: PlanContext) -> Iterator[tuple[PlanPath, str, re.Pattern[str], str]]:
    """Every name that becomes an identifier, with its path, the pattern it must match, and what it is."""
    for place, domain in enumerate(context.plan.components.domains):
        yield ("components", "domains", place, "name"), domain.name, DOMAIN, "domain"
    for entity in context.entities:
        yield (*entity.path, "name"), entity.name, IDENTIFIER, "entity"
        for node in entity.fields:
            yield (*node.path, "name"), node.plan.name, IDENTIFIER, "field"
    for operation in context.operations:
        yield (*operation.path, "name"), operation.plan.name, IDENTIFIER, "operation"
        for name in operation.plan.input:
            yield (*operation.path, "input", name), name, IDENTIFIER, "input"
    for position, ui in enumerate(context.plan.components.ui):
        yield ("components", "ui", position, "name"), ui.name, IDENTIFIER, "component"
        if ui.import_name:
            yield ("components", "ui", position, "as"), ui.import_name, IDENTIFIER, "component"


def keywords(context: PlanContext) -> Iterator[tuple[PlanPath, str, str]]:
    """Every name that becomes a file, a key or an argument, with its path and what it is."""
    integrations = context.plan.integrations
    lists: tuple[tuple[PlanPath, tuple[str, ...], str], ...] = (
        (("integrations", "supabase", "edgeFunctions"), integrations.supabase.edge_functions, "edge function"),
        (("integrations", "clerk", "roles"), integrations.clerk.roles, "role"),
        (("integrations", "stripe", "products"), integrations.stripe.products, "product"),
        (("integrations", "stripe", "webhooks"), integrations.stripe.webhooks, "webhook event"),
        (("integrations", "email", "templates"), integrations.email.templates, "e-mail template"),
        (("rollout", "featureFlags"), context.plan.rollout.feature_flags, "feature flag"),
    )
    for path, names, what in lists:
        for position, name in enumerate(names):
            yield (*path, position), name, what


def titles(context: PlanContext) -> Iterator[tuple[PlanPath, str, str]]:
    """Every name that people read, with its path and what it is."""
    yield ("project", "name"), context.plan.project.name, "project"
    for path, page in context.pages():
        yield (*path, "name"), page.name, "page"
    for position, policy in enumerate(context.plan.database.policies):
        yield ("database", "policies", position, "policy"), policy.policy, "policy"


def characters(context: PlanContext) -> Iterable[Finding]:
    """A name holds the characters that its use allows.

    Why: entities, fields, operations and inputs become identifiers of TypeScript and SQL, flags and templates become files and keys; what
    looks like an option (`--flag`) would be taken for one by a program.
    Bad: `name: party-size` (a field), `name: "--force"`
    Good: `name: partySize`
    """
    for path, name, pattern, what in identifiers(context):
        if pattern.fullmatch(name) or _hidden_characters(name) or not name.strip():
            continue
        better = _suggestion(name, what)
        allowed = "letters, digits and `_`" + (", `-`" if pattern is DOMAIN else "")
        message = f"`{name}` can't name {_article(what)}"
        why = f"it becomes an identifier of TypeScript and SQL, which hold {allowed}, a letter first"
        yield context.finding(
            "name-characters",
            "error",
            path,
            message,
            why,
            f"write `{better}`" if better else "",
            span=context.spans.key(path) if what == "input" else None,
        )
    for path, name, what in keywords(context):
        if KEYWORD.fullmatch(name) or _hidden_characters(name) or not name.strip():
            continue
        if what == "product" and re.fullmatch(r"[\w][\w .,:&()'+/-]*", name):
            continue
        message = f"`{name}` can't name {_article(what)}"
        why = "it becomes a file or a key, with letters, digits, `-`, `_` and `.`, and no `-` in front, which programs take for an option"
        yield context.finding("name-characters", "error", path, message, why, f"write `{'-'.join(split_words(name)) or 'name'}`")
    for path, name, what in titles(context):
        if name.startswith("-") or (what == "project" and not split_words(name)):
            message = f"`{name}` can't name {_article(what)}"
            why = (
                "programs take what begins with `-` for an option"
                if name.startswith("-")
                else "package, folder and database are named by its letters"
            )
            yield context.finding("name-characters", "error", path, message, why, f"write `{slug_of(name)}`")


def _article(what: str) -> str:
    return f"{'an' if what[0] in 'aeio' else 'a'} {what}"


def _suggestion(name: str, what: str) -> str:
    if not split_words(name):
        return ""
    names = names_of(name)
    better = names.pascal if what in ("entity", "component") else names.kebab if what == "domain" else names.camel
    return better if better.isascii() else ""


def empty(context: PlanContext) -> Iterable[Finding]:
    """A name is not empty.

    Why: there would be nothing to call it by.
    Bad: `name: ""`
    Good: `name: Reservation`
    """
    named: list[tuple[PlanPath, str, str]] = [(path, name, what) for path, name, _, what in identifiers(context)]
    for path, name, what in [*named, *keywords(context), *titles(context)]:
        if not name.strip():
            yield context.finding(
                "name-empty", "error", path, f"the name of the {what} is empty", "there would be nothing to call it by", "give it a name"
            )


def hidden(context: PlanContext) -> Iterable[Finding]:
    """A name is one line of visible characters, in Unicode's composed form (NFC).

    Why: two names that look alike would be two files, two columns or two keys; control characters act on terminals and files.
    Bad: a name with a line break, a zero-width space, or `é` written as `e` and an accent
    Good: what is seen is what there is
    """
    named: list[tuple[PlanPath, str, str]] = [(path, name, what) for path, name, _, what in identifiers(context)]
    for path, name, what in [*named, *keywords(context), *titles(context), *_addresses(context)]:
        found = _hidden_characters(name)
        if found:
            message = f"the name of the {what} holds {found}: `{_escaped(name)}`"
            why = "what is seen is not what there is"
            yield context.finding("name-hidden-character", "error", path, message, why, "write visible characters on one line")
        elif unicodedata.normalize("NFC", name) != name:
            message = f"`{_escaped(name)}` is not in Unicode's composed form"
            why = "it looks like another name that is not the same"
            yield context.finding("name-not-normalised", "error", path, message, why, "type the letters anew, or normalise the file to NFC")


def _addresses(context: PlanContext) -> Iterator[tuple[PlanPath, str, str]]:
    for path, page in context.pages():
        for position, section in enumerate(page.sections):
            yield (*path, "sections", position, "component"), section.component, "component"
    for position, ui in enumerate(context.plan.components.ui):
        yield ("components", "ui", position, "from"), ui.from_path, "component"


def _hidden_characters(name: str) -> str:
    for character in name:
        category = unicodedata.category(character)
        if category in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"):
            return {"Cc": "a control character", "Cf": "an invisible character", "Zl": "a line break", "Zp": "a line break"}.get(
                category, "no character"
            )
    return ""


def _escaped(name: str) -> str:
    return "".join(character if character.isprintable() and character.isascii() else f"\\u{ord(character):04x}" for character in name)


def reserved(context: PlanContext) -> Iterable[Finding]:
    """A name may be a reserved word of SQL, TypeScript or JavaScript; the code then uses another. Keys of JavaScript's own are refused.

    Why: `class` can't name a variable, so that people who read the code should know what it is called there; `__proto__` is
    not a key like others, and would change the object that holds it.
    Bad: `name: __proto__`
    Good: `name: schoolClass`
    """
    for path, name, _, what in identifiers(context):
        if name in _HARMFUL:
            span = context.spans.key(path) if what == "input" else None
            message = f"`{name}` can't name {_article(what)}"
            why = "JavaScript gives this key a meaning of its own"
            yield context.finding("name-reserved", "error", path, message, why, "choose another name", span=span)
        elif what in ("entity", "operation") and IDENTIFIER.fullmatch(name):
            names = names_of(name, "entity" if what == "entity" else "operation")
            plain = names_of(name)
            if names.camel != plain.camel or names.pascal != plain.pascal:
                called = names.pascal if names.pascal != plain.pascal else names.camel
                message = f"`{name}` is taken by the language or the code around it; the code calls it `{called}`"
                yield context.finding(
                    "name-renamed", "info", path, message, "routes, tables and texts keep your name", "choose another name if you mind"
                )


def length(context: PlanContext) -> Iterable[Finding]:
    """A name fits into PostgreSQL's 63 bytes, or is shortened the same way each time; names that people read have at most 120 characters.

    Why: PostgreSQL cuts longer names, so that two of them may become one.
    Bad: a policy's name of 70 letters
    Good: `owners_read`
    """
    for entity in context.entities:
        if entity.table is None and len(table_name(entity.name).encode()) == POSTGRESQL_NAME_BYTES and len(entity.name) > 60:
            message = (
                f"`{entity.name[:40]}…` is longer than PostgreSQL's {POSTGRESQL_NAME_BYTES} bytes; the table is called `{table_name(entity.name)}`"
            )
            yield context.finding("name-too-long", "warning", (*entity.path, "name"), message, "PostgreSQL would cut it", "choose a shorter name")
        for node in entity.fields:
            if len(node.plan.name) > 60 and len("_".join(split_words(node.plan.name)).encode()) > POSTGRESQL_NAME_BYTES:
                shortened = column_name(node.plan.name)
                message = f"`{node.plan.name[:40]}…` is longer than PostgreSQL's {POSTGRESQL_NAME_BYTES} bytes; the column is called `{shortened}`"
                yield context.finding("name-too-long", "warning", (*node.path, "name"), message, "PostgreSQL would cut it", "choose a shorter name")
    for path, name, what in titles(context):
        if what == "policy" and len(name.encode()) > POSTGRESQL_NAME_BYTES:
            message = f"the policy's name has {len(name.encode())} bytes; PostgreSQL keeps {POSTGRESQL_NAME_BYTES}"
            yield context.finding("name-too-long", "error", path, message, "two policies might become one", "choose a shorter name")
        elif len(name) > MAX_TITLE:
            message = f"the name of the {what} has {len(name)} characters"
            yield context.finding(
                "name-too-long", "error", path, message, f"no menu, heading or file has room for more than {MAX_TITLE}", "choose a shorter name"
            )
