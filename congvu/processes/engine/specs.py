"""A checked BPMN file becomes the engine's specification, once for each version and process."""

from functools import lru_cache
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask

from congvu.processes.bpmn.names import BPMN
from congvu.processes.bpmn.reading import parse

EACH = "each:"
"""Mark of the number of instances; no condition of a definition may look like it."""


def make_spec(bpmn: bytes) -> Any:
    """Return the engine's specification of a checked file."""
    root = parse(bpmn)
    process = root.find(f"{{{BPMN}}}process")
    for loop in root.iter(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
        given = loop.find(f"{{{BPMN}}}loopDataInputRef")
        etree.SubElement(loop, f"{{{BPMN}}}loopCardinality").text = EACH + (given.text or "").strip()
        loop.remove(given)
    parser = BpmnParser()
    parser.add_bpmn_xml(root)
    spec = parser.get_spec(process.get("id"))
    for task in spec.task_specs.values():
        if isinstance(task, MultiInstanceTask):
            # the engine connects this only where the instances are made: a run taken up in another
            # operating-system process would never learn that they are done
            spec.task_specs[task.task_spec].completed_event.connect(task.merge_child)
    return spec


@lru_cache(maxsize=256)
def spec_of(digest: str, bpmn: bytes) -> Any:
    """Return the specification of a version, shared by threads: the engine does not change it."""
    return make_spec(bpmn)
