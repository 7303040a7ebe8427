"""Texts of other people inside texts that are shown as Markdown. Pure."""

import re

# What forms would take for formatting, links or pictures.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#!|~])")


def plain(text: str) -> str:
    """Return a text of somebody else's so that a form shows it as it is."""
    # Half a character, which JSON can spell, could not be sent.
    whole = text.encode("utf-8", "replace").decode()
    return _MARKDOWN.sub(r"\\\1", whole)
