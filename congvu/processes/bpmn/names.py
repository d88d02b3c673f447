"""The XML namespaces of BPMN 2.0 and ours."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CONGVU = "https://congvu.vn/ns/process"
CEL = "https://cel.dev"
ENGLISH = f"{{{CONGVU}}}english"
"""Attribute with the English name of a step, an event or an arrow."""

NSMAP = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "congvu": CONGVU}
