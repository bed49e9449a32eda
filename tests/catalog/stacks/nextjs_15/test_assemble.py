"""Copying components: what is found, what is rewritten, what is refused."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from appfactory.catalog.stacks.nextjs_15.assemble.copying import Request, copy_components, destination, module_specifier
from appfactory.catalog.stacks.nextjs_15.assemble.exports import module_exports
from appfactory.catalog.stacks.nextjs_15.assemble.imports import import_sites, with_specifiers
from appfactory.model.library import LibraryFile, LibraryIndex, LibraryPackage

PROVIDED = frozenset({"react", "react-dom", "next"})
UI = LibraryPackage("packages/platform/ui", "@house/ui", (("clsx", "2.1.1"), ("lucide-react", "1.0.0")))
SHOP = LibraryPackage("packages/shop", "@house/shop", (("clsx", "2.1.1"),))


def library(files: dict[str, str | bytes]) -> LibraryIndex:
    return LibraryIndex(tuple(LibraryFile(path, content) for path, content in files.items()), (UI, SHOP))


def copied(files: dict[str, str | bytes], *wanted: str):
    return copy_components(library(files), [Request(path, "components.ui[0]") for path in wanted], PROVIDED)


def drafts(result) -> dict[str, str | bytes]:
    return {draft.path: draft.content for draft in result.drafts}


def test_places() -> None:
    assert destination("packages/platform/ui/src/primitives/Button.tsx") == "src/components/ui/primitives/Button.tsx"
    assert destination("packages/shop/src/features/cart/Cart.tsx") == "src/components/shop/features/cart/Cart.tsx"
    assert module_specifier("packages/platform/ui/src/forms/index.ts") == "@/components/ui/forms"
    assert module_specifier("packages/platform/ui/src/styles/theme.css") == "@/components/ui/styles/theme.css"


def test_every_kind_of_import_is_found_and_text_is_not() -> None:
    text = """"use client";
import { a } from "./a"; import type { B } from '@/b'; import "./x.css";
export * from "../c"; export { d } from "@scope/ui/d";
const e = lazy(() => import("./e")); type T = import("./t").T; const r = require("./r");
const text = "import x from './no'"; // import y from "./comment"
const jsx = <p>import z from "./jsx"</p>;
"""
    found = [site.specifier for site in import_sites("a.tsx", text)]
    assert found == ["./a", "@/b", "./x.css", "../c", "@scope/ui/d", "./e", "./t", "./r"]


def test_styles_import_styles_and_assets() -> None:
    text = '@import "./base.css";\n@import url("theme.css");\n.a { background: url(./image.png); mask: url("data:image/png;base64,AA"); }\n'
    assert [site.specifier for site in import_sites("a.css", text)] == ["./base.css", "theme.css", "./image.png"]


def test_relative_alias_workspace_barrel_style_and_asset_are_followed() -> None:
    result = copied(
        {
            "packages/shop/src/Cart.tsx": (
                'import { Button } from "@house/ui/buttons";\nimport { price } from "@/money";\n'
                'import "./cart.css";\nimport { useState } from "react";\n'
            ),
            "packages/shop/src/money.ts": 'import clsx from "clsx";\nexport const price = 1;\n',
            "packages/shop/src/cart.css": ".cart { background: url(./cart.png) }\n",
            "packages/shop/src/cart.png": b"\x89PNG",
            "packages/platform/ui/src/buttons/index.ts": 'export { Button } from "./Button";\n',
            "packages/platform/ui/src/buttons/Button.tsx": 'import { X } from "lucide-react";\nexport function Button() { return <X />; }\n',
        },
        "packages/shop/src/Cart.tsx",
    )
    assert not result.findings
    files = drafts(result)
    assert set(files) == {
        "src/components/shop/Cart.tsx",
        "src/components/shop/money.ts",
        "src/components/shop/cart.css",
        "src/components/shop/cart.png",
        "src/components/ui/buttons/index.ts",
        "src/components/ui/buttons/Button.tsx",
    }
    cart = files["src/components/shop/Cart.tsx"]
    assert 'from "@/components/ui/buttons"' in str(cart)
    assert 'from "@/components/shop/money"' in str(cart)
    assert 'import "./cart.css"' in str(cart)
    assert files["src/components/shop/cart.png"] == b"\x89PNG"
    assert result.npm == (("clsx", "2.1.1"), ("lucide-react", "1.0.0"))


def test_package_exports_and_path_mappings_are_honoured() -> None:
    result = copied(
        {
            "packages/shop/src/Cart.tsx": 'import "@house/ui/field";\nimport "~shop/money";\nimport "@house/ui";\n',
            "packages/shop/src/lib/money.ts": "export {};\n",
            "packages/shop/tsconfig.json": json.dumps({"compilerOptions": {"baseUrl": ".", "paths": {"~shop/*": ["src/lib/*"]}}}),
            "packages/platform/ui/package.json": json.dumps({"exports": {".": "./src/all.ts", "./*": {"import": "./src/forms/*.tsx"}}}),
            "packages/platform/ui/src/forms/field.tsx": "export {};\n",
            "packages/platform/ui/src/all.ts": "export {};\n",
        },
        "packages/shop/src/Cart.tsx",
    )
    assert not result.findings
    cart = str(drafts(result)["src/components/shop/Cart.tsx"])
    assert '"@/components/ui/forms/field"' in cart
    assert '"@/components/shop/lib/money"' in cart
    assert '"@/components/ui/all"' in cart


def test_what_cannot_be_resolved_is_said_with_its_place() -> None:
    result = copied({"packages/shop/src/Cart.tsx": '\nimport { x } from "./missing";\n'}, "packages/shop/src/Cart.tsx")
    (finding,) = result.findings
    assert (finding.code, finding.span.file, finding.span.line) == ("import-unresolved", "packages/shop/src/Cart.tsx", 2)
    assert "packages/shop/src/missing.tsx" in finding.hint


def test_npm_without_version_and_two_versions_are_findings() -> None:
    files: dict[str, str | bytes] = {
        "packages/shop/src/A.tsx": 'import "left-pad";\nimport "clsx";\n',
        "packages/platform/ui/src/B.tsx": 'import "clsx";\n',
    }
    other = LibraryIndex(
        tuple(LibraryFile(path, content) for path, content in files.items()),
        (LibraryPackage("packages/platform/ui", "@house/ui", (("clsx", "1.0.0"),)), SHOP),
    )
    result = copy_components(other, [Request(path, "x") for path in files], PROVIDED)
    assert sorted(finding.code for finding in result.findings) == ["npm-version-clash", "npm-version-unknown"]


def test_two_files_for_one_place_are_a_finding() -> None:
    files: dict[str, str | bytes] = {"packages/ui/src/A.tsx": "export {};\n", "packages/platform/ui/src/a.tsx": "export {};\n"}
    result = copied(files, *files)
    assert [finding.code for finding in result.findings] == ["component-path-clash"]


def test_cycles_end() -> None:
    result = copied(
        {"packages/shop/src/A.ts": 'import "./B";\n', "packages/shop/src/B.ts": 'import "./A";\n'},
        "packages/shop/src/A.ts",
    )
    assert len(result.drafts) == 2


def test_exports_and_main_heading() -> None:
    found = module_exports(
        "export function Hero() { return <h1>a</h1>; }\nexport default Hero;\nexport { a as b } from './a';\nexport const c = 1, d = 2;\n"
    )
    assert found.names == {"Hero", "b", "c", "d"}
    assert found.has_default
    assert found.has_main_heading
    assert module_exports("export default function Card() {}\nexport const size = 1;").names == {"size"}
    assert not module_exports("// <h1>\nexport const a = '<h1>';").has_main_heading


@given(st.lists(st.sampled_from(["./a", "@/b", "react", "@s/x/y"]), max_size=6), st.text(max_size=30))
def test_rewriting_to_the_same_specifiers_changes_nothing(specifiers: list[str], comment: str) -> None:
    lines = [f'import "{specifier}";' for specifier in specifiers]
    text = "\n".join([f"/* {comment.replace('*/', '')} ✓ */", *lines, ""])
    sites = import_sites("x.ts", text)
    assert with_specifiers(text, {site: site.specifier for site in sites}) == text


@given(st.lists(st.sampled_from(["./a", "@/b", "ü/ß"]), min_size=1, max_size=6))
def test_rewriting_changes_specifiers_and_nothing_else(specifiers: list[str]) -> None:
    text = "".join(f"import x{index} from '{specifier}'; // ✓ {specifier}\n" for index, specifier in enumerate(specifiers))
    rewritten = with_specifiers(text, {site: "@/new/" + site.specifier for site in import_sites("x.ts", text)})
    assert rewritten == "".join(f"import x{index} from '@/new/{specifier}'; // ✓ {specifier}\n" for index, specifier in enumerate(specifiers))
