"""Mask passwords in a text that is shown again, however malformed it is. Pure."""

import re

_NAME = r"\w{0,40}(?:PASSW|PASSPHRASE|SECRET|TOKEN)\w{0,40}+"
_MASK = "***"
_MASKED = "\0"
"""Stands for what is masked already; no text that can be typed has it."""
# A shell's word ends at a blank. That it did is certain only before an option, a comment, or the end
# of the line.
_END = r"(?=[ \t]*+(?:\\?[ \t]*+(?:\n|\Z)|(?<=[ \t])(?:-e[ =]|--[a-z]|\#[ ])))"
_WORD = re.compile(
    rf"""
    (?P<key> (?:^|(?<=\s)) (?:-e|--env) [=\s]*+ {_NAME}= )
    (?:'[^'\n]*+'|"(?:[^"\\\n]|\\.)*+"|[^\s"'\\]|\\[^\n])++ {_END}
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_QUOTED_WORD = re.compile(
    rf"""
    (?P<key> (?:^|(?<=[\s=])) (?P<quote>["']) {_NAME}= )
    [^"'\n\\]*+ (?P<end>(?P=quote)) {_END}
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# A quoted value ends at its quote only if valid JSON follows; otherwise the rest of the line is masked.
_PASSWORD = re.compile(
    r"""
    (?P<key>
        (?<!\w)\w{0,40}(?:PASSW|PASSPHRASE|SECRET|TOKEN)\w{0,40}+["']?+[ \t]*+
        (?:=[ \t]*+|:[ \t\r]*+(?:\n\s*+(?="))?+)
    )
    (?!\0)
    (?:
        "(?:[^"\\\n]|\\.)*+"(?=[\s,}\]]*+(?:"\w++"\s*+:|\Z))
      | (?:'[^']*+'|"(?:[^"\\]|\\.)*+")(?=[ \t\r]*+(?:\n|\Z)|[ \t]++\#[^\n"']*+(?:\n|\Z))
      | ["'][^\n]*+(?:\n(?!\s*+(?:export\b|\#|"?\w++"?[ ]?+[:=]))[^\n]*+)*+
      | (?:[^\\\n]|\\(?:.|\n|\Z))*+
        (?:\n[ \t]++(?!export\b|\#|-[ ]|[}\]]|"?\w++"?[ ]?+[:=])[^\n]*+)*+
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IN_ADDRESS = re.compile(r"(?<=//)[^\s\"'/]*@")


def without_passwords(text: str) -> str:
    """Return a text of settings with `***` for every password."""

    def mask(match: re.Match[str]) -> str:
        quote = '"' if match[0][match.end("key") - match.start() :].startswith('"') else ""
        return f"{match['key']}{quote}{_MASK}{quote}"

    text = _WORD.sub(rf"\g<key>{_MASKED}", text.replace(_MASKED, ""))
    text = _QUOTED_WORD.sub(rf"\g<key>{_MASKED}\g<end>", text)
    text = _PASSWORD.sub(mask, text).replace(_MASKED, _MASK)
    return _IN_ADDRESS.sub(f"{_MASK}@", text)
