"""What every e-mail provider needs beside its own way to send: the layout, the previews, and a template for each name in the plan."""

from __future__ import annotations

from appfactory.catalog.providers.email.wording import sentence
from appfactory.catalog.providers.packaged_files import packaged_files
from appfactory.catalog.providers.slugs import camel, slugs, title
from appfactory.model.contribution import EnvironmentVariable
from appfactory.model.entities import FieldSpec
from appfactory.model.files import FileDraft
from appfactory.model.json_value import JsonObject
from appfactory.model.spec import AppSpec, Entity, SendEmail
from appfactory.model.typescript_literal import encode, encode_key, encode_string

ORIGIN = "integrations.email"
SENDER = EnvironmentVariable(
    "EMAIL_FROM",
    "Who e-mails are from: an address, or a name with the address in angle brackets. Its domain must be verified at the provider.",
    secret=False,
    stand_in="App <app@example.com>",
    pattern=r"^([^<>]+ <)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$",
)

_SHOWN = ("string", "text", "int", "bigint", "decimal", "bool", "date", "time", "datetime", "enum")
_MOST_DETAILS = 8
_SAMPLES = {
    "int": "4",
    "bigint": "40000000000",
    "decimal": "42.50",
    "bool": "true",
    "date": "2026-05-01",
    "time": "19:00",
    "datetime": "2026-05-01T19:00:00Z",
}


def template_names(spec: AppSpec) -> tuple[str, ...]:
    """The plan's templates, and those that only an operation names."""
    used = (effect.template for operation in spec.operations for effect in operation.side_effects if isinstance(effect, SendEmail))
    return tuple(dict.fromkeys((*spec.integrations.email_templates, *used)))


def email_files(spec: AppSpec) -> tuple[FileDraft, ...]:
    """Layout, previews, the plan's templates and their register."""
    named = slugs(template_names(spec))
    templates = (
        FileDraft(f"src/email/templates/{place}.ts", _template(spec, name, camel(place)), "seeded", f"{ORIGIN}.templates") for name, place in named
    )
    brand = f"/** Who the messages are from. */\nexport const brand = {encode_string(spec.project.title)};\n"
    return (
        *packaged_files("email", ORIGIN, ("src/email/templates/",)),
        *templates,
        FileDraft("src/email/_generated/brand.ts", brand, "generated", "project.name"),
        FileDraft("src/email/_generated/templates.ts", _register(named), "generated", f"{ORIGIN}.templates"),
    )


def _register(named: tuple[tuple[str, str], ...]) -> str:
    imports = "".join(f'import {{ {camel(place)} }} from "@/email/templates/{place}";\n' for place in sorted(place for _, place in named))
    entries = "".join(f"  {encode_key(name)}: {camel(place)},\n" for name, place in named)
    body = f"{{\n{entries}}}" if entries else "{}"
    declaration = f"/** The plan's templates by name. */\nexport const templates: Readonly<Record<string, EmailTemplate>> = {body};\n"
    return f'import type {{ EmailTemplate }} from "@/email/template";\n{imports}\n{declaration}'


def _template(spec: AppSpec, name: str, identifier: str) -> str:
    heading = title(name)
    fields = _details(_subject_of(spec, name))
    sample = JsonObject(tuple((field.names.camel, _sample(spec, field)) for field in fields))
    keys = " | ".join(encode_string(field.names.camel) for field in fields) or "never"
    rows = "".join(f"      [{encode_string(field.names.title)}, {_member(field.names.camel)}],\n" for field in fields)
    details = f"    details: [\n{rows}    ],\n" if rows else ""
    return (
        'import { defineTemplate } from "@/email/template";\n\n'
        f"export const {identifier} = defineTemplate<{keys}>({{\n"
        f"  sample: {encode(sample, indent=2)},\n"
        f"  content: ({'data' if rows else ''}) => ({{\n"
        f"    subject: {encode_string(heading)},\n"
        f"    heading: {encode_string(heading)},\n"
        f"    paragraphs: [{encode_string(sentence(name))}],\n"
        f"{details}"
        "  }),\n"
        "});\n"
    )


def _member(name: str) -> str:
    key = encode_key(name)
    return f"data[{encode_string(name)}]" if key.startswith(('"', "[")) else f"data.{name}"


def _subject_of(spec: AppSpec, template: str) -> Entity | None:
    """The entity that the template's data comes from: what the first operation that sends it returns."""
    for operation in spec.operations:
        if operation.output and any(isinstance(effect, SendEmail) and effect.template == template for effect in operation.side_effects):
            return next((entity for entity in spec.entities if entity.names.source == operation.output), None)
    return None


def _details(entity: Entity | None) -> tuple[FieldSpec, ...]:
    """The fields that tell people something: no ids, no references, no structures."""
    if entity is None:
        return ()
    told = (
        field
        for field in entity.fields
        if field.type.kind in _SHOWN and not field.type.array and field.names.source not in (entity.key, entity.owner)
    )
    return tuple(field for field in told if not _is_bookkeeping(field))[:_MOST_DETAILS]


def _is_bookkeeping(field: FieldSpec) -> bool:
    return field.type.kind == "datetime" and field.supplied and field.names.snake.endswith("_at")


def _sample(spec: AppSpec, field: FieldSpec) -> str:
    if field.type.kind == "enum":
        return next((values.values[0] for values in spec.enumerations if values.names.source == field.type.enum and values.values), "")
    if "email" in field.names.snake.split("_"):
        return "ana@example.com"
    return _SAMPLES.get(field.type.kind, field.names.title)
