"""Archives: of all their files only those that a format wants are unpacked, within limits.

Archives of whole accounts have thousands of files of other things. Some are encrypted as WinZip does it
(AES), which needs `pyzipper`.
"""

from collections.abc import Callable
import io
import lzma
import struct
import zipfile
import zlib

from .document import Document
from .keys import Refusal
from .model import FileError

MAX_BYTES = 200 * 1024 * 1024
"""Of a file, and of what is unpacked of an archive; more than ten times any known history."""
_MAX_MEMBERS = 500
"""Files that are wanted: some programs write one a month."""
_MAX_RATIO = 200
"""Tables of numbers are packed to a tenth; only a bomb is packed to a two-hundredth."""
_SMALL = 1024 * 1024
_ENCRYPTED = 0x1
_SPREADSHEET = "[Content_Types].xml"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    IndexError,
    UnicodeError,
)


class PasswordNeededError(Exception):
    """The files that are wanted are encrypted.

    Attributes:
        path: Of one of them.
    """

    def __init__(self, path: str) -> None:
        """Take the path."""
        super().__init__(path)
        self.path = path


def is_archive(content: bytes) -> bool:
    """Return whether a file is a zip archive."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(content: bytes, wants: Callable[[str], bool], password: str | None) -> list[Document]:
    """Return the files of an archive that are wanted.

    Args:
        content: Of the archive.
        wants: Whether a path is wanted.
        password: Of the archive; None without one.

    Raises:
        FileError: It is damaged, too large, has nothing that is wanted, or the password is wrong.
        PasswordNeededError: It is encrypted, and there is no password.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            wanted = _wanted(archive, wants)
            if not any(each.flag_bits & _ENCRYPTED for each in wanted):
                return [_unpacked(archive, each) for each in wanted]
        if not password:
            raise PasswordNeededError(wanted[0].filename)
        return _decrypted(content, wants, password)
    except NotImplementedError as fault:
        raise FileError(Refusal.UNSUPPORTED_ARCHIVE) from fault
    except _DAMAGE as fault:
        raise FileError(Refusal.BROKEN_ARCHIVE) from fault


def _decrypted(content: bytes, wants: Callable[[str], bool], password: str) -> list[Document]:
    import pyzipper  # noqa: PLC0415 - few archives are encrypted

    archive: zipfile.ZipFile
    try:
        with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
            archive.setpassword(password.encode())
            return [_unpacked(archive, each) for each in _wanted(archive, wants)]
    except pyzipper.BadZipFile as fault:
        raise FileError(Refusal.BROKEN_ARCHIVE) from fault
    except NotImplementedError:
        raise
    except RuntimeError as fault:
        raise FileError(Refusal.WRONG_PASSWORD) from fault


def _wanted(archive: zipfile.ZipFile, wants: Callable[[str], bool]) -> list[zipfile.ZipInfo]:
    """Return the entries of the files that are wanted, if they may be unpacked."""
    entries = archive.infolist()
    if any(each.filename == _SPREADSHEET for each in entries):
        raise FileError(Refusal.SPREADSHEET)
    wanted = [each for each in entries if not each.is_dir() and wants(each.filename)]
    if not wanted:
        raise FileError(Refusal.NOTHING_IN_ARCHIVE)
    total = sum(each.file_size for each in wanted)
    if len(wanted) > _MAX_MEMBERS or total > MAX_BYTES or any(map(_is_bomb, wanted)):
        raise FileError(Refusal.ARCHIVE_TOO_LARGE)
    return wanted


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    size = entry.file_size
    return size > _SMALL and size > _MAX_RATIO * max(entry.compress_size, 1)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Document:
    """Unpack a file: no more than its entry says, and all of that, or it is damaged."""
    with archive.open(entry) as file:
        return Document(file.read(), entry.filename)
