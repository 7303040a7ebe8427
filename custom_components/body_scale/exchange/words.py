"""Texts in cells: names and comments, which a spreadsheet might take for formulas."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain_text(cell: str) -> str:
    """Return a text without the quote that keeps a spreadsheet from calculating it."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def safe_text(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula, and `plain_text` restores it."""
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    return text.lstrip("'").startswith(_FORMULA)
