"""Archives: of all their files only those that a format wants are unpacked, within limits.

Archives of whole accounts have thousands of files of other things. Some are encrypted as WinZip does it
(AES), which needs `pyzipper`. What a format reads piece by piece stays packed meanwhile, and may be
larger.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
import io
import lzma
import struct
from typing import override
import zipfile
import zlib

from .document import CHUNK_BYTES, Document
from .keys import Refusal
from .model import FileError

MAX_BYTES = 200 * 1024 * 1024
"""Of a file, and of what is unpacked of an archive; more than ten times any known history."""
_MAX_STREAMED = 8 * 1024 * 1024 * 1024
"""Of a file that is read piece by piece: twice the largest known."""
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
    ValueError,
)
"""What reading damaged archives raises."""


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


def members(
    content: bytes,
    wants: Callable[[str], bool],
    password: str | None,
    streams: Callable[[str], bool] = lambda _: False,
) -> list[Document]:
    """Return the files of an archive that are wanted.

    Args:
        content: Of the archive.
        wants: Whether a path is wanted.
        password: Of the archive; None without one.
        streams: Whether a path is of a file that is read piece by piece.

    Raises:
        FileError: It is damaged, too large, has nothing that is wanted, or the password is wrong.
        PasswordNeededError: It is encrypted, and there is no password.
    """
    with _damage_refused():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            wanted = _wanted(archive, wants, streams)
            if not any(each.flag_bits & _ENCRYPTED for each in wanted):
                return [
                    _Packed(content, each) if streams(each.filename) else _unpacked(archive, each)
                    for each in wanted
                ]
        if not password:
            raise PasswordNeededError(wanted[0].filename)
        return _decrypted(content, wants, password)


@contextmanager
def _damage_refused() -> Generator[None]:
    """Refuse archives that can't be read.

    Raises:
        FileError: It is one of those.
    """
    try:
        yield
    except FileError:
        raise
    except NotImplementedError as fault:
        raise FileError(Refusal.UNSUPPORTED_ARCHIVE) from fault
    except _DAMAGE as fault:
        raise FileError(Refusal.BROKEN_ARCHIVE) from fault


class _Packed(Document):
    """A file that is unpacked piece by piece."""

    def __init__(self, archive: bytes, entry: zipfile.ZipInfo) -> None:
        super().__init__(b"", entry.filename)
        self._archive = archive
        self._entry = entry

    @property
    @override
    def content(self) -> bytes:
        return b"".join(self.chunks())

    @override
    def chunks(self) -> Iterator[bytes]:
        with (
            _damage_refused(),
            zipfile.ZipFile(io.BytesIO(self._archive)) as archive,
            archive.open(self._entry) as file,
        ):
            while chunk := file.read(CHUNK_BYTES):
                yield chunk


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


def _wanted(
    archive: zipfile.ZipFile,
    wants: Callable[[str], bool],
    streams: Callable[[str], bool] = lambda _: False,
) -> list[zipfile.ZipInfo]:
    """Return the entries of the files that are wanted, if they may be unpacked."""
    entries = archive.infolist()
    if any(each.filename == _SPREADSHEET for each in entries):
        raise FileError(Refusal.SPREADSHEET)
    wanted = [each for each in entries if not each.is_dir() and wants(each.filename)]
    if not wanted:
        raise FileError(Refusal.NOTHING_IN_ARCHIVE)
    sizes = {each.filename: each.file_size for each in wanted if streams(each.filename)}
    total = sum(each.file_size for each in wanted if each.filename not in sizes)
    is_too_large = total > MAX_BYTES or sum(sizes.values()) > _MAX_STREAMED
    if len(wanted) > _MAX_MEMBERS or is_too_large or any(map(_is_bomb, wanted)):
        raise FileError(Refusal.ARCHIVE_TOO_LARGE)
    return wanted


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    size = entry.file_size
    return size > _SMALL and size > _MAX_RATIO * max(entry.compress_size, 1)


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Document:
    """Unpack a file: no more than its entry says, and all of that, or it is damaged."""
    with archive.open(entry) as file:
        return Document(file.read(), entry.filename)
