"""The phase scaffold: which files an app gets, and what varies in them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import yaml

from appfactory.catalog.stacks.nextjs_15.environment import environment_clashes, environment_example, environment_module, environment_variables
from appfactory.catalog.stacks.nextjs_15.packages import manifest, package_clashes, provided_packages
from appfactory.catalog.stacks.nextjs_15.scaffold import installs_frozen, scaffold, scaffold_findings
from appfactory.catalog.stacks.nextjs_15.site_data import (
    content_security_module,
    effects_module,
    home_path,
    icon,
    navigation_module,
    providers_module,
)
from appfactory.catalog.stacks.nextjs_15.static_files import template_files
from appfactory.model.contribution import Contribution, EnvironmentVariable, NpmPackage
from appfactory.model.database import Database
from appfactory.model.files import FileDraft
from appfactory.model.spec import AppSpec, Integrations, Layout, Names, OverviewView, Page, Project, Rollout, Targets
from appfactory.model.spec import Testing as PlannedTests


def page(title: str, route: str, layout: Layout) -> Page:
    names = Names(title, title, title, title, title, title, title)
    access = {"marketing": "public", "app": "user", "admin": "admin"}[layout]
    return Page(names, route, layout, access, OverviewView(()))


def app(*pages: Page, title: str = "Bali Bites", package_manager: str = "pnpm", flags: tuple[str, ...] = ("bookings-v2",)) -> AppSpec:
    return AppSpec(
        plan_hash="0",
        plan_version="1.0.0",
        project=Project("bali", "bali-bites", title, "nextjs-15", package_manager, "node"),
        targets=Targets("vercel", "local-postgres", "authjs", "none", "postmark", "none"),
        variables=(),
        pages=pages or (page("Home", "/", "marketing"), page("Bookings", "/bookings", "app")),
        ui=(),
        domains=(),
        entities=(),
        enumerations=(),
        operations=(),
        routes=(),
        database=Database(),
        source_sql="",
        integrations=Integrations(),
        testing=PlannedTests(),
        rollout=Rollout(flags, (10, 50, 100)),
    )


def contribution(**more: object) -> Contribution:
    return replace(Contribution("some-provider"), **more)


def files_of(spec: AppSpec, *contributions: Contribution) -> dict[str, str]:
    drafts = scaffold(spec, contributions, ())
    assert len({draft.path for draft in drafts}) == len(drafts)
    assert [draft.path for draft in drafts] == sorted(draft.path for draft in drafts)
    return {draft.path: str(draft.content) for draft in drafts}


def test_generated_folders_are_generated_and_all_else_is_the_users() -> None:
    for draft in scaffold(app(), (), ()):
        assert draft.owner == ("generated" if "/_generated/" in draft.path else "seeded")


def test_samples_of_the_template_stay_there() -> None:
    paths = set(files_of(app()))
    assert {"src/lib/http.ts", "src/db/client.ts", "src/middleware.ts", "db/migrate.mjs", ".gitignore", "src/app/(app)/layout.tsx"} <= paths
    assert not [path for path in paths if path.startswith(("src/auth/", "scripts/", "src/components/ui", "src/db/_generated", "src/app/api/dev"))]
    assert not {"src/app/(marketing)/page.tsx", "src/app/(app)/things/page.tsx"} & paths
    assert not [path for path, _ in template_files() if "node_modules" in path or ".next" in path]


def test_a_layout_without_pages_is_left_out() -> None:
    paths = files_of(app())
    assert not [path for path in paths if "(admin)" in path]
    public_only = files_of(app(page("Home", "/", "marketing")))
    assert not [path for path in public_only if "(app)" in path or "workspace-frame" in path]


def test_flags_only_where_there_are_some() -> None:
    assert {"src/_generated/flags.ts", "src/lib/flags.ts", "src/lib/flags.test.ts"} <= set(files_of(app()))
    without = files_of(app(flags=()))
    assert not [path for path in without if "flags" in path]
    assert "ROLLOUT_STAGE" not in without["src/_generated/environment.ts"]


def test_stand_ins_are_those_of_the_targets() -> None:
    present = {path for path in files_of(app()) if path.startswith("dev/stand-ins/")}
    assert present == {f"dev/stand-ins/{name}" for name in ("server.mjs", "server.test.ts", "postmark.mjs", "postmark.test.ts")}
    functions = contribution(files=(FileDraft("supabase/functions/notify/index.ts", "", "seeded", "x"),))
    assert "dev/stand-ins/functions.mjs" in files_of(app(), functions)


def test_a_provider_may_fill_a_path_of_the_template() -> None:
    own = contribution(files=(FileDraft("src/lib/format.ts", "export {};", "seeded", "x"),))
    assert "src/lib/format.ts" not in files_of(app(), own)


@pytest.mark.parametrize(("manager", "present", "absent"), [("pnpm", "pnpm-workspace.yaml", ".npmrc"), ("npm", ".npmrc", "pnpm-workspace.yaml")])
def test_package_managers_have_their_own_files_and_words(manager: str, present: str, absent: str) -> None:
    files = files_of(app(package_manager=manager))
    lock = {"pnpm": "pnpm-lock.yaml", "npm": "package-lock.json"}
    other = lock["npm" if manager == "pnpm" else "pnpm"]
    assert {present, lock[manager]} <= set(files)
    assert not {absent, other} & set(files)
    run = "npm run" if manager == "npm" else "pnpm"
    assert f"`{run} qa:e2e`" in files["README.md"]
    steps = yaml.safe_load(files[".github/workflows/build.yml"])["jobs"]["check"]["steps"]
    commands = [step.get("run", "") for step in steps]
    assert ("npm ci" if manager == "npm" else "pnpm install --frozen-lockfile") in commands
    assert f"{run} qa:lint" in commands


class TestPackages:
    def test_has_the_scripts_of_the_plan_language(self) -> None:
        scripts = json.loads(files_of(app())["package.json"])["scripts"]
        phases = ("scaffold", "assemble", "migrate", "api", "integrate", "tests", "preview", "deploy")
        assert {f"build:{phase}": f"appfactory build {phase}" for phase in phases}.items() <= scripts.items()
        assert {"prd:init", "prd:validate", "prd:buildplan", "qa:compile", "qa:lint", "qa:unit", "qa:api", "qa:e2e", "dev", "build", "start"} <= set(
            scripts
        )

    def test_versions_are_exact(self) -> None:
        asked = manifest(app(), [contribution(npm=(NpmPackage("stripe", "22.6.0"),))], [("embla-carousel", "8.6.0")])
        assert asked["dependencies"]["stripe"] == "22.6.0"
        assert asked["dependencies"]["embla-carousel"] == "8.6.0"
        for version in [*asked["dependencies"].values(), *asked["devDependencies"].values()]:
            assert re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", version)
        assert asked["name"] == "bali-bites"

    def test_what_is_needed_at_run_time_is_no_development_dependency(self) -> None:
        asked = manifest(app(), [contribution(npm=(NpmPackage("tsx", "4.23.15"), NpmPackage("msw", "2.15.0", development=True)))], [])
        assert "tsx" in asked["dependencies"]
        assert "tsx" not in asked["devDependencies"]
        assert "msw" in asked["devDependencies"]

    def test_two_versions_of_one_package_clash(self) -> None:
        (clash,) = package_clashes([contribution(npm=(NpmPackage("zod", "3.0.0"),))], [])
        assert clash.code == "npm-version-clash"
        assert "zod" in clash.message
        assert not package_clashes([contribution(npm=(NpmPackage("stripe", "22.6.0"),))], [("clsx", "2.1.1")])

    def test_components_need_not_bring_what_every_app_has(self) -> None:
        assert {"react", "react-dom", "next", "tailwindcss"} <= provided_packages()

    def test_unknown_packages_are_told(self) -> None:
        assert installs_frozen(app(), (), ())
        assert not installs_frozen(app(), (), (("left-pad", "1.3.0"),))
        (note,) = scaffold_findings(app(), (), (("left-pad", "1.3.0"),))
        assert (note.code, note.severity) == ("packages-not-locked", "info")
        assert "left-pad@1.3.0" in note.message


class TestEnvironment:
    key = EnvironmentVariable("MAIL_KEY", 'Key of the "mail" `service`.', stand_in="mail stand-in $1", pattern="^live_")

    def test_providers_add_to_the_platform(self) -> None:
        own_database = EnvironmentVariable("DATABASE_URL", "The pooler's address.", pattern="^postgres://")
        variables = environment_variables(app(), [contribution(environment=(self.key, own_database))])
        by_name = {variable.name: variable for variable in variables}
        assert by_name["DATABASE_URL"].description == "The pooler's address."
        assert {"APP_URL", "STAND_IN_URL", "MAIL_KEY"} <= set(by_name)

    def test_the_module_holds_literals(self) -> None:
        text = environment_module((self.key,))
        assert 'description: "Key of the \\"mail\\" `service`."' in text
        assert "as const satisfies readonly EnvironmentVariable[]" in text

    def test_the_example_asks_for_what_has_no_stand_in(self) -> None:
        lines = environment_example(environment_variables(app(), [contribution(environment=(self.key,))])).splitlines()
        assert "DATABASE_URL=" in lines
        assert "DATABASE_OWNER_URL=" in lines
        assert "# APP_URL=http://localhost:3000" in lines
        assert '# MAIL_KEY="mail stand-in $1"' in lines
        assert all(line.startswith("#") or line == "" or re.fullmatch(r"[A-Z_]+=.*", line) for line in lines)
        assert max(map(len, lines)) <= 120

    def test_clashes_and_leaks_are_found(self) -> None:
        other = contribution(provider="other", environment=(replace(self.key, stand_in="x"),))
        assert [finding.code for finding in environment_clashes([contribution(environment=(self.key,)), other])] == ["environment-clash"]
        public = contribution(environment=(replace(self.key, name="NEXT_PUBLIC_KEY"),))
        assert [finding.code for finding in environment_clashes([public])] == ["secret-in-browser"]
        assert not environment_clashes([contribution(environment=(self.key,)), contribution(environment=(self.key,))])


class TestSiteData:
    def test_navigation_follows_the_pages(self) -> None:
        text = navigation_module(app(page("Start", "/", "marketing"), page("Dishes", "/dishes", "app"), page("Tables", "/admin/tables", "admin")))
        assert 'home: "/"' in text
        assert 'start: "/dishes"' in text
        assert 'app: [{ href: "/dishes", label: "Dishes" }]' in text
        assert 'publicPaths: readonly string[] = ["/"]' in text

    def test_without_a_page_at_the_root_the_root_leads_on(self) -> None:
        spec = app(page("Dishes", "/dishes", "app"), page("About", "/about", "marketing"))
        assert home_path(spec) == "/about"
        assert "redirect(site.home)" in files_of(spec)["src/app/page.tsx"]
        assert "src/app/page.tsx" not in files_of(app())

    def test_texts_of_a_plan_stay_texts(self) -> None:
        title = '"; alert(1) //</script><svg onload=x> `${process.env}` | *x*'
        files = files_of(app(page(title, "/", "marketing"), title=title))
        assert "</script>" not in files["src/_generated/navigation.ts"]
        assert '\\"; alert(1)' in files["src/_generated/navigation.ts"]
        assert "<svg onload" not in files["README.md"].replace("\\<", "")
        assert "<A" not in icon(app(title="<a>"))
        assert ">A<" in icon(app(title="<a>"))

    def test_roles_of_the_app_are_always_there(self) -> None:
        spec = replace(app(), integrations=Integrations(roles=("owner", "admin")))
        assert files_of(spec)["src/_generated/roles.ts"] == 'export const roles = ["user", "admin", "owner"] as const;\n'

    def test_effects_have_the_handlers_that_are_there(self) -> None:
        assert "= {};" in effects_module(frozenset())
        text = effects_module(frozenset({"src/email/send.ts"}))
        assert 'import { sendEmail } from "@/email/send";' in text
        assert "call-function" not in text

    def test_wrappers_nest_in_order(self) -> None:
        wrapped = contribution(wrappers=(("@/auth/provider", "AuthProvider"), ("@/flags", "FlagProvider")))
        text = providers_module([wrapped, wrapped])
        assert text.index("<AuthProvider>") < text.index("<FlagProvider>") < text.index("</FlagProvider>") < text.index("</AuthProvider>")
        assert text.count("import { AuthProvider }") == 1
        assert "return children;" in providers_module([])

    def test_sources_are_joined_by_directive(self) -> None:
        first, second = (contribution(content_security=(("connect-src", source),)) for source in ("https://a.example", "https://b.example"))
        assert '"connect-src": ["https://a.example", "https://b.example"]' in content_security_module([first, second, first])


def test_documents_name_the_app_and_its_providers() -> None:
    files = files_of(app(), contribution(documentation="## Mail\n\nHow to.", environment=(TestEnvironment.key,)))
    readme = files["README.md"]
    assert readme.startswith("# Bali Bites\n")
    assert "\n\n## Mail\n\nHow to.\n" in readme
    assert "| `MAIL_KEY` |" in readme
    assert "`bookings-v2`" in files["ARCHITECTURE.md"]
    assert "Feature flags" not in files_of(app(flags=()))["ARCHITECTURE.md"]
    for name in ("README.md", "ARCHITECTURE.md"):
        assert "$$$" not in files[name]
        assert not re.search(r"\S\n## ", files[name])
