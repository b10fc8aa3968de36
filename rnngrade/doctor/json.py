"""What was found, for a machine: the format of ``schemas/doctor-v1.schema.json``."""

from __future__ import annotations

import json

import rnngrade
from rnngrade.doctor.interface import Examined
from rnngrade.plain_text import plain


def dumps(examined: Examined) -> str:
    """Return the JSON text."""
    document = {
        "schema": "rnngrade/doctor/v1",
        "package_version": rnngrade.__version__,
        "can_check": examined.can_check,
        "can_isolate": examined.can_isolate,
        "sections": [
            {
                "title": section.title,
                "findings": [
                    {
                        "name": finding.name,
                        "health": finding.health.value,
                        "text": plain(finding.text),
                        "hint": finding.hint,
                    }
                    for finding in section.findings
                ],
            }
            for section in examined.sections
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False)
