"""Giving a service a health check, as the image's publisher tests it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key
from dockwright.fixes.repairs.compose._shared import own_mapping
from dockwright.rules.compose._shared import image_name

if TYPE_CHECKING:
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.model.compose.project import Service
    from dockwright.text import Edit

__all__ = ["NOT_KNOWN", "health_check"]

NOT_KNOWN = "what tells that the service is ready is not known"


def health_check(service: Service, ctx: DocumentRepairContext) -> tuple[Edit, ...] | None:
    """Return the edits that add `healthcheck`; None where the test is not known, or one is there.

    A check that is switched off is left alone.
    """
    name, mapping = image_name(service), own_mapping(service, ctx)
    test = ctx.kb.mapping("service-image.health-tests").get(name or "")
    if test is None or mapping is None or service.get("healthcheck") is not None:
        return None
    times = ctx.kb.mapping("service-image.health-times")
    fields = [f"test: {json.dumps(list(test))}", *(f"{key}: {times[key]}" for key in times)]
    lines = [f"{{{', '.join(fields)}}}"] if mapping.is_flow else [f"  {each}" for each in fields]
    return add_key(mapping, "healthcheck", lines, ctx.document.source)
