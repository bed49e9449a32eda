"""The gates, in the order in which they prove most for the least time."""

from __future__ import annotations

from appfactory.catalog.gates.accessibility import Accessibility
from appfactory.catalog.gates.api import Api
from appfactory.catalog.gates.contract import Contract
from appfactory.catalog.gates.database import DatabaseGate
from appfactory.catalog.gates.e2e import EndToEnd
from appfactory.catalog.gates.lint import Lint
from appfactory.catalog.gates.performance import Performance
from appfactory.catalog.gates.placeholders import Placeholders
from appfactory.catalog.gates.production_build import ProductionBuild
from appfactory.catalog.gates.type_check import TypeCheck
from appfactory.catalog.gates.unit import Unit
from appfactory.model.gate import Gate, StaticGate

STATIC_GATES: tuple[StaticGate, ...] = (Placeholders(), DatabaseGate())
"""Gates that look at what was read already; they cost nothing and come first."""

STAGES: tuple[tuple[Gate, ...], ...] = (
    (ProductionBuild(),),
    (TypeCheck(), Lint()),
    (Unit(),),
    (Contract(),),
    (Api(),),
    (EndToEnd(),),
    (Accessibility(),),
)
"""Gates of one stage may run side by side; stages follow each other. The build comes first: it writes the types that `compile` reads,
and the gates that need a server need what it built."""

OPTIONAL_GATES: tuple[Gate, ...] = (Performance(),)
"""Gates that run, alone and last, only when they are asked for by name."""

GATES: tuple[Gate, ...] = (*(gate for stage in STAGES for gate in stage), *OPTIONAL_GATES)
"""All gates that run a command."""
