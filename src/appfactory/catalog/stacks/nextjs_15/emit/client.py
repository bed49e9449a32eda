"""`src/_generated/client.ts`: the API as typed functions over `fetch`."""

from __future__ import annotations

from collections import Counter

from appfactory.catalog.stacks.nextjs_15.emit.contract import input_schema
from appfactory.catalog.stacks.nextjs_15.emit.index import Index
from appfactory.catalog.stacks.nextjs_15.emit.layout import fit, literal
from appfactory.catalog.stacks.nextjs_15.emit.routes import Endpoint, endpoints
from appfactory.catalog.stacks.nextjs_15.pages.module import Module
from appfactory.catalog.stacks.nextjs_15.pages.places import domain_folder
from appfactory.model.files import FileDraft
from appfactory.model.spec import ReadMany
from appfactory.model.typescript_literal import encode_key


def client_draft(index: Index) -> FileDraft:
    """The client. An operation with several routes is called by the first."""
    module = Module()
    first: dict[str, Endpoint] = {}
    for endpoint in endpoints(index):
        first.setdefault(endpoint.operation.id, endpoint)
    schemas = Counter(input_schema(endpoint.operation) for endpoint in first.values())
    module.use("@/lib/api-call", "apiCall")
    domains: dict[str, list[str]] = {}
    for endpoint in first.values():
        clash = schemas[input_schema(endpoint.operation)] > 1
        domains.setdefault(endpoint.operation.domain, []).append(_call(module, index, endpoint, clash))
    groups = "".join(f"  {encode_key(domain)}: {{\n{''.join(calls)}  }},\n" for domain, calls in domains.items())
    if not domains:
        return FileDraft("src/_generated/client.ts", "export const api = {};\n", "generated", "api.routes")
    module.add(fit(f"/** The app's API. Each call throws an `ApiError` when it is refused. */\nexport const api = {{\n{groups}}};"))
    return FileDraft("src/_generated/client.ts", module.text(), "generated", "api.routes")


def _call(module: Module, index: Index, endpoint: Endpoint, clash: bool) -> str:
    operation = endpoint.operation
    contract = f"@/domains/{domain_folder(operation.domain)}/_generated/contract"
    schema = input_schema(operation)
    given = schema[:1].upper() + schema[1:]
    alias = f"{given}Of{operation.domain[:1].upper()}{operation.domain[1:]}" if clash else given
    module.use_type(contract, f"{given} as {alias}" if clash else given)
    result = "void"
    if operation.output and operation.output in index.entities:
        entity = index.entities[operation.output]
        result = module.use_type(f"@/domains/{domain_folder(entity.domain)}/_generated/contract", entity.names.pascal)
        if isinstance(operation.meaning, ReadMany):
            result = f"{module.use_type('@/lib/browse', 'Page')}<{result}>"
        elif any(hasattr(effect, "product") for effect in operation.side_effects):
            result = f"{module.use_type('@/lib/rows', 'WithCheckout')}<{result}>"
    default = " = {}" if all(one.optional for one in operation.input) else ""
    path = endpoint.address
    for name, target in endpoint.parameters:
        path = path.replace(f"{{{name}}}", f"{{{target}}}")
    arguments = f"{literal(endpoint.route.method)}, {literal(path)}, input"
    return f"    {encode_key(operation.names.camel)}: (input: {alias}{default}) => apiCall<{result}>({arguments}),\n"
