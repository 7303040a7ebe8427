"""Escape texts that are shown as Markdown. Pure."""

import re

# Characters that Markdown reads as formatting, links or pictures.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#!|~])")


def plain(text: str) -> str:
    """Return a text that a form shows as it is."""
    # JSON can spell a lone surrogate, which can't be encoded.
    whole = text.encode("utf-8", "replace").decode()
    return _MARKDOWN.sub(r"\\\1", whole)
