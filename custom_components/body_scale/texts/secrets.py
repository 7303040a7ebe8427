"""Mask passwords in a text that is shown again, however malformed it is. Pure."""

import re

# A quoted value ends at its quote only if valid JSON follows; otherwise the rest of the line is masked.
_PASSWORD = re.compile(
    r"""
    (?P<key>
        (?<!\w)\w{0,40}(?:PASSW|PASSPHRASE|SECRET|TOKEN)\w{0,40}+["']?+[ \t]*+
        (?:=[ \t]*+|:[ \t\r]*+(?:\n\s*+(?="))?+)
    )
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
_MASK = "***"


def without_passwords(text: str) -> str:
    """Return a text of settings with `***` for every password."""

    def mask(match: re.Match[str]) -> str:
        quote = '"' if match[0][match.end("key") - match.start() :].startswith('"') else ""
        return f"{match['key']}{quote}{_MASK}{quote}"

    return _IN_ADDRESS.sub(f"{_MASK}@", _PASSWORD.sub(mask, text))
