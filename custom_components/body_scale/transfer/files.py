"""Reads files that people name or upload, and writes the ones they ask for. It blocks."""

from collections.abc import Iterator
from contextlib import contextmanager
import os
from pathlib import Path
import stat
from tempfile import NamedTemporaryFile

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.core import HomeAssistant

from ..household.checks import error, printable

MAX_BYTES = 100 * 1024 * 1024
"""As much as can be uploaded."""
_PUBLIC = "www"
"""What lies in this folder can be read by anybody, without a login."""


def read_upload(hass: HomeAssistant, file_id: str) -> bytes:
    """Return the content of an uploaded file, and delete the file.

    Raises:
        ServiceValidationError: It is too large, or not there any more.
    """
    try:
        with process_uploaded_file(hass, file_id) as path:
            return _content(path)
    except ValueError:
        raise error("file_missing", path="") from None


def read_named(hass: HomeAssistant, path: str) -> bytes:
    """Return the content of a file that may be read from outside.

    Raises:
        ServiceValidationError: It may not, isn't there, is no file or is too large.
    """
    with _explained(path):
        real = Path(hass.config.path(path)).resolve(strict=True)
        # Of the real path: a link may lead anywhere.
        if not hass.config.is_allowed_path(str(real)):
            raise error("path_not_allowed", path=printable(path))
        return _content(real)


def _content(path: Path) -> bytes:
    # Opening a pipe would wait for somebody to write into it.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise error("path_no_file", path=printable(path.name))
        # It may grow while it is read.
        if status.st_size > MAX_BYTES or len(content := file.read(MAX_BYTES + 1)) > MAX_BYTES:
            raise error("file_too_large", limit=str(MAX_BYTES // 1024**2))
    return content


def write_named(hass: HomeAssistant, path: str, content: bytes, *, overwrite: bool) -> Path:
    """Write a file that may be written from outside, all of it or nothing; return where it is.

    Raises:
        ServiceValidationError: It may not, or is there already.
    """
    with _explained(path):
        wanted = Path(hass.config.path(path))
        real = wanted.parent.resolve(strict=True) / wanted.name
        if not hass.config.is_allowed_path(str(real)) or real.is_symlink():
            raise error("path_not_allowed", path=printable(path))
        if real.is_relative_to(Path(hass.config.path(_PUBLIC)).resolve()):
            raise error("path_public", path=printable(path))
        if real.exists() and not real.is_file():
            raise error("path_no_file", path=printable(path))
        _write(real, content, overwrite=overwrite)
    return real


def _write(path: Path, content: bytes, *, overwrite: bool) -> None:
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:50]}.", delete=False) as file:
        other = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if not overwrite:
                # Takes the name if nobody has it.
                path.touch(exist_ok=False)
            other.replace(path)
        except BaseException:
            other.unlink(missing_ok=True)
            raise


@contextmanager
def _explained(path: str) -> Iterator[None]:
    """Say in words why a file can't be read or written."""
    shown = printable(path)
    try:
        yield
    except FileNotFoundError, NotADirectoryError, ValueError:
        # There is no path with a NUL character.
        raise error("file_missing", path=shown) from None
    except FileExistsError:
        raise error("file_exists", path=shown) from None
    except IsADirectoryError:
        raise error("path_no_file", path=shown) from None
    except OSError as fault:
        raise error("file_fails", path=shown, error=fault.strerror or str(fault)) from fault
