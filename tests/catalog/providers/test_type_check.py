"""The providers' files beside the template's, as an app has them: the compiler accepts them, and their own tests pass."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from appfactory.catalog.registry import contributions_of
from appfactory.catalog.stacks.nextjs_15.environment import environment_module, environment_variables
from appfactory.catalog.stacks.nextjs_15.lock_files import lock_for
from appfactory.catalog.stacks.nextjs_15.packages import manifest, manifest_text
from appfactory.compile.contributions import fold_contributions
from tests.catalog.providers.chosen import restaurant_with

TEMPLATE = Path(__file__).parents[3] / "src/appfactory/catalog/stacks/nextjs_15/app"
QUIET = {"CI": "1", "NEXT_TELEMETRY_DISABLED": "1"}
DENO = """\
declare const Deno: {
  serve(handler: (request: Request) => Response | Promise<Response>): unknown;
  env: { get(name: string): string | undefined };
};
"""

EDGE_CHECK = """\
import { handler } from "./supabase/functions/_shared/handler.ts";
import { notice } from "./supabase/functions/_shared/notice.ts";

const answer = handler("secret", async (data) => {
  if (data.fail) throw new Error("inside");
  return { seen: notice("title", data) };
});
const call = async (init: RequestInit, handle = answer) => {
  const response = await handle(new Request("http://localhost/f", { method: "POST", ...init }));
  return `${response.status} ${JSON.stringify(await response.json())}`;
};
const authorization = "Bearer secret";
console.error = () => undefined;
console.log(await call({ headers: { authorization }, body: '{"name":"Ana","n":2}' }));
console.log(await call({ body: "{}" }));
console.log(await call({ headers: { authorization: "Bearer secret2" }, body: "{}" }));
console.log(await call({ headers: { authorization }, body: "[]" }));
console.log(await call({ headers: { authorization }, body: "{" }));
console.log(await call({ headers: { authorization }, body: '{"fail":true}' }));
console.log(await call({ method: "GET", headers: { authorization } }));
console.log(await call({ headers: { authorization: "Bearer undefined" }, body: "{}" }, handler(undefined, async () => ({}))));
"""


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def app_in(folder: Path, *choice: str) -> None:
    """The parts of an app that the providers' files need: the template's ground, what is generated for it, and its packages."""
    spec = restaurant_with(*choice)
    contributions = contributions_of(spec)
    folded, findings = fold_contributions(contributions)
    assert findings == ()
    for name in ("src/lib", "src/db", "src/_generated", "dev"):
        shutil.copytree(TEMPLATE / name, folder / name)
    for name in ("tsconfig.json", "vitest.config.ts", "pnpm-workspace.yaml", "eslint.config.mjs"):
        shutil.copyfile(TEMPLATE / name, folder / name)
    (folder / "src/_generated/environment.ts").write_text(environment_module(environment_variables(spec, contributions)))
    for draft in folded.files:
        assert isinstance(draft.content, str)
        path = folder / draft.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.content)
    packages = manifest(spec, contributions, ())
    lock = lock_for(packages, "pnpm")
    assert lock.missing == ()
    (folder / "package.json").write_text(manifest_text(packages))
    (folder / lock.path).write_text(lock.text)
    # The whole app would need the component library; these are the files that the providers bring, and all that they import.
    checked = [draft.path for draft in folded.files if draft.path.startswith("src/") and draft.path.endswith((".ts", ".tsx"))]
    (folder / "tsconfig.check.json").write_text(json.dumps({"extends": "./tsconfig.json", "include": [], "files": ["globals.d.ts", *checked]}))
    (folder / "globals.d.ts").write_text('/// <reference types="next" />\n')
    run(folder, "pnpm", "install", "--frozen-lockfile", "--prefer-offline")


@pytest.mark.node
@pytest.mark.parametrize(
    "choice", [("clerk", "supabase", "stripe", "resend"), ("authjs", "local-postgres", "stripe", "postmark")], ids=["clerk", "authjs"]
)
def test_files_compile_and_their_tests_pass(tmp_path: Path, choice: tuple[str, ...]) -> None:
    app_in(tmp_path, *choice)
    run(tmp_path, "pnpm", "exec", "tsc", "--noEmit", "-p", "tsconfig.check.json")
    run(
        tmp_path, "pnpm", "exec", "eslint", "--max-warnings=0", "src/auth", "src/email", "src/payments", "src/app", "src/lib/edge-functions.ts", "dev"
    )
    run(tmp_path, "pnpm", "exec", "vitest", "run", "--project", "unit", "src/auth", "src/email", "src/payments", "src/functions")
    edge = tmp_path / "supabase/functions"
    if edge.is_dir():
        (edge / "deno.d.ts").write_text(DENO)
        options = {"strict": True, "noEmit": True, "module": "ESNext", "moduleResolution": "bundler", "target": "ES2023", "lib": ["ES2023", "DOM"]}
        (edge / "tsconfig.json").write_text(
            json.dumps({"compilerOptions": {**options, "allowImportingTsExtensions": True, "types": []}, "include": ["**/*.ts"]})
        )
        run(tmp_path, "pnpm", "exec", "tsc", "-p", "supabase/functions/tsconfig.json")
        (tmp_path / "check.ts").write_text(EDGE_CHECK)
        answers = run(tmp_path, "pnpm", "exec", "tsx", "check.ts").splitlines()
        assert answers[0] == '200 {"seen":"title\\nname: Ana\\nn: 2"}'
        assert [line[:3] for line in answers] == ["200", "401", "401", "400", "400", "500", "405", "500"]
        assert "inside" not in answers[5]
