"""Heights in feet and inches, as people type and read them. Pure."""

import re

_INCHES_IN_A_FOOT = 12
_CM_IN_AN_INCH = 2.54
_MOST_FEET = 9
"""A number up to this is one of feet, and a greater one of inches."""

_SIGNS = str.maketrans({**dict.fromkeys("’‘ʼ′`´", "'"), **dict.fromkeys("”“″", '"'), ",": "."})
_NUMBER = r"\d{1,3}(?:\.\d{1,6})?"
_FEET_AND_INCHES = re.compile(
    rf"(?P<feet>\d)\s*(?:'|(?:ft|foot|feet)\.?|-|\s)\s*(?:(?P<inches>{_NUMBER})\s*(?:\"|''|in\.?|inch|inches)?)?",
    re.IGNORECASE | re.ASCII,
)
_ONE_NUMBER = re.compile(
    rf"(?P<number>{_NUMBER})\s*(?P<unit>\"|''|in\.?|inch|inches|cm|m)?", re.IGNORECASE | re.ASCII
)


def read_height(text: str) -> float | None:
    """Return the cm of a height such as 5'11", 5 ft 11 in, 5 11, 71 or 180 cm; None if it is none.

    5.11 is none: it may mean 5 feet 11, or what is a little more than 5 feet 1.
    """
    text = text.translate(_SIGNS).strip()
    if match := _FEET_AND_INCHES.fullmatch(text):
        inches = float(match["inches"] or 0)
        if inches >= _INCHES_IN_A_FOOT:
            return None
        return (int(match["feet"]) * _INCHES_IN_A_FOOT + inches) * _CM_IN_AN_INCH
    if (match := _ONE_NUMBER.fullmatch(text)) is None:
        return None
    number, unit = float(match["number"]), (match["unit"] or "").lower()
    if unit in {"cm", "m"}:
        return number if unit == "cm" else number * 100
    if unit or number > _MOST_FEET:
        return number * _CM_IN_AN_INCH
    return number * _INCHES_IN_A_FOOT * _CM_IN_AN_INCH if number.is_integer() else None


def feet_and_inches(cm: float, digits: int) -> str:
    """Return cm as feet and inches, such as 5'11", with up to so many decimals."""
    feet, inches = divmod(round(cm / _CM_IN_AN_INCH, digits), _INCHES_IN_A_FOOT)
    text = f"{inches:.{digits}f}"
    return f"{feet:.0f}'{text.rstrip('0').rstrip('.') if '.' in text else text}\""
