"""Data modules about the site as a whole, which its static code reads: navigation, roles, flags, what the providers bring, the icon."""

from __future__ import annotations

import html
from collections.abc import Iterable

from appfactory.catalog.stacks.nextjs_15.emit.layout import literal
from appfactory.model.contribution import Contribution
from appfactory.model.json_value import JsonObject, JsonValue
from appfactory.model.spec import AppSpec, Layout, Page, SectionsView

_SUBTITLES = ("subtitle", "description", "lead", "text")
_LAYOUTS: tuple[Layout, ...] = ("marketing", "app", "admin")
# Roles that the app's own code knows, in the order of their rights.
_OWN_ROLES = ("user", "admin")

# Which file of a provider makes which kind of side effect happen, and how.
_EFFECTS = (
    ("src/email/send.ts", "sendEmail", "send-email", "({ template, to, data }, id) => sendEmail({ template, to, data, idempotencyKey: id })"),
    ("src/lib/edge-functions.ts", "callFunction", "call-function", "({ name, data }) => callFunction(name, data)"),
)


# `src/app/page.tsx` of an app whose plan has no page at `/`.
HOME_REDIRECT = """\
import { redirect } from "next/navigation";

import { site } from "@/_generated/navigation";

export default function HomePage() {
  redirect(site.home);
}
"""


def home_path(spec: AppSpec) -> str:
    """Where the name in the top bar leads: the page at `/`, else the first public page, else the first page."""
    pages = sorted(spec.pages, key=lambda page: (page.route != "/", page.access != "public"))
    return pages[0].route if pages else "/"


def navigation_module(spec: AppSpec) -> str:
    """`src/_generated/navigation.ts`."""
    home = home_path(spec)
    start = next((page.route for page in spec.pages if page.layout == "app"), home)
    groups = JsonObject(tuple((layout, _items(spec.pages, layout)) for layout in _LAYOUTS))
    public = tuple(page.route for page in spec.pages if page.access == "public")
    return f"""\
export interface NavigationItem {{
  href: string;
  label: string;
}}

export const site = {{
  title: {literal(spec.project.title)},
  /** What search engines show below the title. */
  description: {literal(_description(spec))},
  /** Where the name in the top bar leads. */
  home: {literal(home)},
  /** Where people go after signing in, if they came from nowhere else. */
  start: {literal(start)},
}} as const;

/** The pages of each layout that have an address of their own. */
export const navigation: Record<"marketing" | "app" | "admin", readonly NavigationItem[]> = {literal(groups)};

/** The paths that search engines may list. */
export const publicPaths: readonly string[] = {literal(public)};
"""


def _description(spec: AppSpec) -> str:
    """What the front page says below its heading, or else what there is to see."""
    front = next((page for page in spec.pages if page.access == "public" and isinstance(page.view, SectionsView)), None)
    if front is not None and isinstance(front.view, SectionsView):
        said = (value for section in front.view.sections for name, value in section.props if name in _SUBTITLES and isinstance(value, str) and value)
        found = next(said, "")
        if found:
            return found
    titles = [page.names.title for page in spec.pages if page.access == "public"] or [page.names.title for page in spec.pages]
    return f"{spec.project.title}: {', '.join(dict.fromkeys(titles))}" if titles else spec.project.title


def _items(pages: Iterable[Page], layout: Layout) -> JsonValue:
    chosen = [page for page in pages if page.layout == layout]
    return tuple(JsonObject((("href", page.route), ("label", page.names.title))) for page in chosen)


def roles_module(spec: AppSpec) -> str:
    """`src/_generated/roles.ts`. The roles that the app itself tells apart are always there."""
    names = dict.fromkeys((*_OWN_ROLES, *spec.integrations.roles))
    return f"export const roles = {literal(tuple(names))} as const;\n"


def flags_module(spec: AppSpec) -> str:
    """`src/_generated/flags.ts`."""
    flags, stages = tuple(dict.fromkeys(spec.rollout.flags)), spec.rollout.stages
    return f"""\
export const flags = {literal(flags)} as const;

/** Percent of users, in the order in which a flag is rolled out. */
export const stages = {literal(stages)} as const;
"""


def effects_module(supplied: frozenset[str]) -> str:
    """`src/_generated/effects.ts`: a handler for each kind of side effect whose provider is there. `supplied` are the providers' paths."""
    present = [effect for effect in _EFFECTS if effect[0] in supplied]
    imports = "".join(f'import {{ {name} }} from "@/{path.removeprefix("src/").removesuffix(".ts")}";\n' for path, name, _, _ in present)
    handlers = "".join(f'  "{kind}": {handler},\n' for _, _, kind, handler in present)
    body = f"{{\n{handlers}}}" if present else "{}"
    return f"""\
{imports}import type {{ EffectHandlers }} from "@/lib/effects";

export const effectHandlers: EffectHandlers = {body};
"""


def providers_module(contributions: Iterable[Contribution]) -> str:
    """`src/_generated/providers.tsx`: the components that wrap every page, outermost first."""
    wrappers = tuple(dict.fromkeys(wrapper for contribution in contributions for wrapper in contribution.wrappers))
    imports = "".join(f'import {{ {name} }} from "{module}";\n' for module, name in sorted(wrappers))
    lines = ["{children}"]
    for _, name in reversed(wrappers):
        lines = [f"<{name}>", *(f"  {line}" for line in lines), f"</{name}>"]
    if len(wrappers) == 1:
        name = wrappers[0][1]
        returned = f"  return <{name}>{{children}}</{name}>;"
    elif wrappers:
        returned = "  return (\n" + "\n".join(f"    {line}" for line in lines) + "\n  );"
    else:
        returned = "  return children;"
    gap = "\n" if imports else ""
    return f"""\
import type {{ ReactNode }} from "react";
{gap}{imports}
export function Providers({{ children }}: {{ children: ReactNode }}) {{
{returned}
}}
"""


def content_security_module(contributions: Iterable[Contribution]) -> str:
    """`src/_generated/content-security.ts`: sources by directive."""
    sources: dict[str, list[str]] = {}
    for contribution in contributions:
        for directive, source in contribution.content_security:
            known = sources.setdefault(directive, [])
            if source not in known:
                known.append(source)
    members = tuple((directive, tuple(values)) for directive, values in sorted(sources.items()))
    return f"""\
/** Sources that the providers need, by directive of the content security policy. */
export const contentSecurity: Readonly<Record<string, readonly string[]>> = {literal(JsonObject(members))};
"""


def icon(spec: AppSpec) -> str:
    """`src/app/icon.svg`: the first letter or digit of the app's title."""
    initial = next((character for character in spec.project.title if character.isalnum()), "·").upper()[:1]
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="14" fill="#17473a"/>
  <text x="32" y="34" fill="#f6f8f2" font-family="Georgia, 'Times New Roman', serif" font-size="40" font-weight="600" text-anchor="middle" \
dominant-baseline="central">{html.escape(initial)}</text>
</svg>
"""
