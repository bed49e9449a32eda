"""Plans to measure with: the restaurant example, and plans of any size made by rule."""

from __future__ import annotations

from appfactory.engine.examples import example_plan

_HEAD = """\
version: "1.0.0"
project: {name: measured, stack: nextjs-15, packageManager: pnpm, runtime: node}
targets: {infra: vercel, database: local-postgres, auth: authjs}
components:
  pages: [{name: Home, route: /, layout: marketing}]
  ui: []
  domains:
"""
_TAIL = """\
database: {source: fromEntities}
integrations: {}
testing: {unit: [], e2e: playwright, gherkinFrom: none}
rollout: {featureFlags: [], stages: [100]}
"""
_ENTITIES_IN_A_DOMAIN = 20


def restaurant() -> str:
    """The text of `examples/restaurant-booking/buildplan.yaml`."""
    return example_plan("restaurant-booking").read_text("utf-8")


def made(entities: int) -> str:
    """A plan with so many entities, each with eight fields, four operations and four routes; each refers to the one before it."""
    domains: list[str] = []
    routes: list[str] = []
    for first in range(0, entities, _ENTITIES_IN_A_DOMAIN):
        numbers = range(first, min(first + _ENTITIES_IN_A_DOMAIN, entities))
        domain = f"area{first // _ENTITIES_IN_A_DOMAIN}"
        body = "".join(_entity(number) for number in numbers)
        operations = "".join(_operations(number) for number in numbers)
        domains.append(f"    - name: {domain}\n      entities:\n{body}      operations:\n{operations}")
        routes += [_routes(domain, number) for number in numbers]
    return f"{_HEAD}{''.join(domains)}api:\n  routes:\n{''.join(routes)}{_TAIL}"


def _entity(number: int) -> str:
    reference = f"          - {{name: thing{number - 1}Id, type: fk(Thing{number - 1}.id), index: true, nullable: true}}\n" if number else ""
    return (
        f"        - name: Thing{number}\n          fields:\n"
        "          - {name: id, type: uuid}\n"
        "          - {name: userId, type: fk(users.id), index: true}\n"
        "          - {name: title, type: string(120)}\n"
        '          - {name: amount, type: "decimal(10,2)", check: amount >= 0}\n'
        "          - {name: dueOn, type: date, nullable: true}\n"
        "          - {name: state, type: enum(OPEN|DONE|CANCELLED), default: OPEN}\n"
        "          - {name: labels, type: 'string[]'}\n" + reference
    )


def _operations(number: int) -> str:
    entity = f"Thing{number}"
    given = '{title: string, amount: "decimal(10,2)", labels: "string[]"}'
    return (
        f"        - {{name: create{entity}, kind: command, output: {entity}, input: {given}}}\n"
        f'        - {{name: update{entity}, kind: command, input: {{id: uuid, title: "string?"}}, output: {entity}}}\n'
        f"        - {{name: cancel{entity}, kind: command, input: {{id: uuid}}, output: {entity}}}\n"
        f'        - {{name: list{entity}s, kind: query, input: {{}}, output: "{entity}[]"}}\n'
    )


def _routes(domain: str, number: int) -> str:
    path, entity = f"/api/things-{number}", f"Thing{number}"
    return (
        f"    - {{method: POST, path: {path}, operation: {domain}.create{entity}}}\n"
        f'    - {{method: PATCH, path: "{path}/{{id}}", operation: {domain}.update{entity}}}\n'
        f'    - {{method: POST, path: "{path}/{{id}}/cancel", operation: {domain}.cancel{entity}}}\n'
        f"    - {{method: GET, path: {path}, operation: {domain}.list{entity}s}}\n"
    )
