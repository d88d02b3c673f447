"""The page about the API, made by the server from the same description that machines read."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from congvu.accounts.models import PartnerKey
from congvu.exchange import operations as exchange
from congvu.sites.api import problems
from congvu.sites.api.doors import api
from congvu.sites.api.examples import EXAMPLES, PROBLEM, RECIPE, SCOPES_OF
from congvu.sites.api.keys import BURST_SECONDS


def entrance(request: HttpRequest) -> HttpResponse:
    """Lead to the page about the API."""
    return redirect("api:documentation")


def documentation(request: HttpRequest) -> HttpResponse:
    """Show every call with its parameters and the shapes of its answers."""
    schema = api.get_openapi_schema()
    calls = [
        _call(path, method, operation) for path, each in schema["paths"].items() for method, operation in each.items()
    ]
    shapes = [_shape(name, body) for name, body in schema["components"]["schemas"].items()]
    shown = {
        "info": schema["info"],
        "calls": calls,
        "shapes": shapes,
        "names": {shape["name"] for shape in shapes},
        "scopes": PartnerKey.Scope.choices,
        "statuses": sorted(problems.titles().items()),
        "webhooks": [_webhook(name, each["post"]) for name, each in schema["webhooks"].items()],
        "problem": PROBLEM,
        "recipe": RECIPE,
        "burst": BURST_SECONDS,
        "waits": [f"{seconds // 60} min" if seconds >= 60 else f"{seconds} s" for seconds in exchange.WAITS],
    }
    return render(request, "api/documentation.html", shown)


def _call(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": _said(operation.get("summary")),
        "words": _said(operation.get("description")),
        "parameters": [
            {
                "name": one["name"],
                "kind": _kind(one["schema"]),
                "required": one["required"],
                "words": _said(one["schema"].get("description")),
            }
            for one in operation.get("parameters", [])
        ],
        "scope": SCOPES_OF.get(operation["operationId"], ""),
        "body": _body(operation),
        "answers": [(str(status), _answer(body)) for status, body in operation["responses"].items()],
    }


def _body(operation: dict[str, Any]) -> dict[str, str]:
    """Return what is sent with a call: its media type, the shape's name, and an example written out."""
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    for media, each in content.items():
        kind = _kind(each.get("schema", {}))
        return {"media": media, "kind": "" if kind == "object" else kind, "example": EXAMPLES[operation["operationId"]]}
    return {}


def _webhook(name: str, told: dict[str, Any]) -> dict[str, str]:
    [content] = told["requestBody"]["content"].values()
    example = json.dumps(content["schema"]["examples"][0], ensure_ascii=False, indent=2)
    return {"name": name, "summary": _said(told["summary"]), "words": _said(told["description"]), "example": example}


def _answer(body: dict[str, Any]) -> str:
    content: dict[str, Any] = next(iter(body.get("content", {}).values()), {})
    return _kind(content.get("schema", {}))


def _shape(name: str, body: dict[str, Any]) -> dict[str, Any]:
    required = body.get("required", [])
    rows = [
        {"name": field, "kind": _kind(each), "required": field in required, "words": _said(each.get("description"))}
        for field, each in body.get("properties", {}).items()
    ]
    return {"name": name, "rows": rows}


def _kind(schema: dict[str, Any]) -> str:
    """Return the kind of a value in a few words: ``string``, ``[Fee]``, ``integer | null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    return str(schema.get("format") or schema.get("type") or "any")


def _said(words: str | None) -> str:
    """Return the words of the description in the reader's language."""
    return _(words) if words else ""
