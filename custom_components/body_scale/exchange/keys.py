"""Why a file or a part of one isn't read: the keys that translations have a text for."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a whole file is refused."""

    EMPTY = "empty"
    """There is nothing in it."""
    TOO_LARGE = "too_large"
    """It is larger than any history of weighings."""
    TOO_MANY_ROWS = "too_many_rows"
    """It has more weighings than any household."""
    BINARY = "binary"
    """It isn't text, and none of the formats that aren't."""
    SPREADSHEET = "spreadsheet"
    """It is a spreadsheet: it has to be saved as CSV."""
    NOT_RECOGNISED = "not_recognised"
    """It is text without a table of weighings."""
    OTHER_FORMAT = "other_format"
    """It isn't in the format that was named."""
    UNKNOWN_FORMAT = "unknown_format"
    """There is no format of that name."""
    BROKEN_ARCHIVE = "broken_archive"
    """The archive is damaged."""
    UNSUPPORTED_ARCHIVE = "unsupported_archive"
    """The archive is packed in a way that can't be read."""
    NOTHING_IN_ARCHIVE = "nothing_in_archive"
    """No file of the archive has weighings."""
    ARCHIVE_TOO_LARGE = "archive_too_large"
    """What is in the archive would be too large, unpacked."""
    WRONG_PASSWORD = "wrong_password"  # noqa: S105
    """The archive doesn't open with that password."""


class Skipped(StrEnum):
    """Why a row, or one value of it, isn't taken."""

    UNREADABLE = "unreadable"
    """Its quotes don't close, or it can't be read for another reason."""
    TOO_FEW_COLUMNS = "too_few_columns"
    """It ends before its last column."""
    NO_DATE = "no_date"
    NO_WEIGHT = "no_weight"
    BAD_DATE = "bad_date"
    """What is there is no date or time, or none after 1900."""
    BAD_NUMBER = "bad_number"
    IMPLAUSIBLE_WEIGHT = "implausible_weight"
    """No person weighs that."""
    IMPLAUSIBLE = "implausible"
    """No body has such a value."""
    BAD_VALUE = "bad_value"
    """A value of our own formats isn't one of those that they have."""
