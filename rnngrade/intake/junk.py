"""Names of what nobody has handed in: made by systems, editors and tools, beside the work."""

from __future__ import annotations

CHECKOUT = ".git"
"""What a git checkout has in it. It is never looked into, and git is never run."""
_MADE_BY_TOOLS = {
    "__macosx",
    "__pycache__",
    "desktop.ini",
    "node_modules",
    "site-packages",
    "thumbs.db",
    "venv",
}


def is_junk(name: str) -> bool:
    """Whether a file or a folder of this name is passed over without a word, with all in it."""
    return name.startswith(".") or name.casefold() in _MADE_BY_TOOLS
