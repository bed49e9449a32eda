"""The phase `scaffold`: the app's static code, what varies of its configuration, its manifest with the lock file, and its documents."""

from __future__ import annotations

from appfactory.catalog.stacks.nextjs_15 import documents, site_data
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit
from appfactory.catalog.stacks.nextjs_15.environment import environment_clashes, environment_example, environment_module, environment_variables
from appfactory.catalog.stacks.nextjs_15.lock_files import lock_for
from appfactory.catalog.stacks.nextjs_15.packages import manifest, manifest_text, package_clashes
from appfactory.catalog.stacks.nextjs_15.static_files import static_drafts
from appfactory.model.contribution import Contribution
from appfactory.model.files import FileDraft, Owner
from appfactory.model.finding import Finding
from appfactory.model.spec import AppSpec

_GENERATED = "src/_generated"


def scaffold(spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[FileDraft, ...]:
    """Every file of the app that is neither a page, a component, domain code nor a provider's, sorted by path.

    `npm` are the packages (name, version) that the copied components need. What clashes is told by `scaffold_findings`.
    """
    supplied = frozenset(draft.path for contribution in contributions for draft in contribution.files)
    drafts = (
        *static_drafts(spec, supplied),
        *_manifest_drafts(spec, contributions, npm),
        *_data_modules(spec, contributions, supplied),
        *_documents(spec, contributions),
    )
    return tuple(sorted(drafts, key=lambda draft: draft.path))


def scaffold_findings(spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    """What keeps the scaffold from being right: packages and variables that are asked for in two ways."""
    return (*package_clashes(contributions, npm), *environment_clashes(contributions), *_unlocked(spec, contributions, npm))


def installs_frozen(spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> bool:
    """True if the lock file holds all that `package.json` asks for; else the package manager has to complete it at the first install."""
    return not lock_for(manifest(spec, contributions, npm), spec.project.package_manager).missing


def _manifest_drafts(spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[FileDraft, ...]:
    asked = manifest(spec, contributions, npm)
    lock = lock_for(asked, spec.project.package_manager)
    return (_draft("package.json", manifest_text(asked), "project"), _draft(lock.path, lock.text, "project.packageManager"))


def _data_modules(spec: AppSpec, contributions: tuple[Contribution, ...], supplied: frozenset[str]) -> tuple[FileDraft, ...]:
    variables = environment_variables(spec, contributions)
    modules = {
        "content-security.ts": (site_data.content_security_module(contributions), "targets"),
        "effects.ts": (site_data.effects_module(supplied), "targets"),
        "environment.ts": (environment_module(variables), "targets"),
        "navigation.ts": (site_data.navigation_module(spec), "components.pages"),
        "providers.tsx": (site_data.providers_module(contributions), "targets"),
        "roles.ts": (site_data.roles_module(spec), "integrations"),
    }
    if spec.rollout.flags:
        modules["flags.ts"] = (site_data.flags_module(spec), "rollout")
    drafts = [_draft(f"{_GENERATED}/{name}", fit(text), origin, "generated") for name, (text, origin) in modules.items()]
    drafts.append(_draft(".env.example", environment_example(variables), "targets"))
    drafts.append(_draft("src/app/icon.svg", site_data.icon(spec), "project.name"))
    if all(page.route != "/" for page in spec.pages):
        drafts.append(_draft("src/app/page.tsx", site_data.HOME_REDIRECT, "components.pages"))
    return tuple(drafts)


def _documents(spec: AppSpec, contributions: tuple[Contribution, ...]) -> tuple[FileDraft, ...]:
    return (
        _draft("README.md", documents.readme(spec, contributions, environment_variables(spec, contributions)), "project"),
        _draft("ARCHITECTURE.md", documents.architecture(spec), "project"),
        _draft(".github/workflows/build.yml", documents.workflow(spec), "project.packageManager"),
    )


def _unlocked(spec: AppSpec, contributions: tuple[Contribution, ...], npm: tuple[tuple[str, str], ...]) -> tuple[Finding, ...]:
    missing = lock_for(manifest(spec, contributions, npm), spec.project.package_manager).missing
    if not missing:
        return ()
    return (
        Finding(
            "packages-not-locked",
            "info",
            f"The lock file that comes with the stack does not know {', '.join(missing)}.",
            why="Their versions are resolved when the app is installed for the first time, which needs the network.",
            hint="Commit the lock file after the first install.",
            origin="scaffold",
        ),
    )


def _draft(path: str, content: str, origin: str, owner: Owner = "seeded") -> FileDraft:
    return FileDraft(path, content, owner, origin)
