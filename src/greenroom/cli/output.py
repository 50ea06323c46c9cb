"""Where a result goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from greenroom.errors import OutputError, UsageError

FORMATS = ("text", "md", "html", "json")
NAMES = {"text": "text", "md": "Markdown", "html": "a page for the browser", "json": "JSON"}
"""What a format is called."""
ENDINGS = {
    "": "text", ".txt": "text", ".text": "text", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html",
    ".json": "json",
}  # fmt: skip
"""The format that an output's ending asks for."""


def check_writable(path: str | None, source: str = "-") -> None:
    """Refuse early, before a second of work, what could not or must not be written later; raises ``OutputError``.

    ``source`` is the file that is read, which is never overwritten, ``-`` standard input.
    """
    if path is None or path == "-":
        return
    file = Path(path)
    folder = file.parent
    if file.is_dir():
        raise OutputError("is a folder", where=path, do="name a file in it")
    if not folder.is_dir():
        raise OutputError("its folder does not exist", where=path, do=f"create {folder} first")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise OutputError("no permission to write", where=path, do="choose another place, or change its permissions")
    if _same_file(file, source):
        raise OutputError("is the answer itself", where=path, do="name another output file")


def _same_file(file: Path, source: str) -> bool:
    """Whether both are one plain file, by whatever links."""
    try:
        read = os.fstat(sys.stdin.fileno()) if source == "-" else Path(source).stat()
        return stat.S_ISREG(read.st_mode) and os.path.samestat(read, file.stat())
    except (OSError, ValueError):
        return False


def write(text: str, path: str | None) -> None:
    """Write ``text`` as UTF-8 to the file, replacing it in one step, or to standard output; raises ``OutputError``."""
    if path is None or path == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_bytes(text.encode("utf-8", "backslashreplace"), path)


def write_bytes(data: bytes, path: str) -> None:
    """Write ``data`` to the file, replacing it in one step; raises ``OutputError``."""
    check_writable(path)
    try:
        _replace(Path(path), data)
    except OSError as fault:
        raise OutputError(
            f"cannot be written ({fault.strerror or fault})", where=path, do="choose another place"
        ) from None


def _replace(path: Path, data: bytes) -> None:
    target = path.resolve()
    mode = _mode(target)
    if mode is None:  # a device or a pipe: replacing it would destroy it
        path.write_bytes(data)
        return
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)  # noqa: PTH101
        os.replace(name, target)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)  # noqa: PTH108
        raise


def _mode(target: Path) -> int | None:
    """Permissions that the file shall have; none where it is no regular file."""
    try:
        status = target.stat()
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
    return stat.S_IMODE(status.st_mode) if stat.S_ISREG(status.st_mode) else None


def format_of(path: str | None) -> str:
    """The format that the output's ending asks for, text where there is none; raises ``UsageError`` for another."""
    ending = Path(path or "").suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(
            f"no format goes by the ending {ending}",
            where=path or "",
            allowed=", ".join(filter(None, ENDINGS)),
            do="use one of these endings, or give --format",
        )
    return ENDINGS[ending]
