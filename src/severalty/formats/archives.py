"""Packed files opened with care: the real unpacked size is counted, whatever the directory claims."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from severalty.formats.limits import LIMITS, MEGABYTE, Limits
from severalty.formats.problems import Unreadable, unreadable

CHUNK = 262_144
LOCAL_HEADER = 30
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
SMALL = 10 * MEGABYTE


@dataclass(frozen=True)
class Archive:
    """A zip file whose directory has been inspected; `names` in directory order, `notices` in sentences."""

    name: str
    data: bytes
    entries: tuple[zipfile.ZipInfo, ...]
    limits: Limits
    notices: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The path of each member."""
        return tuple(entry.filename for entry in self.entries)

    def chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The member's bytes a little at a time; raises Unreadable when they are damaged or more than was declared."""
        seen = 0
        for piece in _inflated(self.name, self.data, entry):
            seen += len(piece)
            if seen > entry.file_size:
                raise unreadable(
                    self.name,
                    f'a member "{entry.filename}" larger than the directory of the file says',
                    "a spreadsheet as its program saves it",
                    "open the file in a spreadsheet program and save it again",
                )
            yield piece


def whole_file(source: bytes | Path, name: str, limits: Limits = LIMITS) -> tuple[bytes, str]:
    """The bytes of a file and the name to call it by; raises Unreadable above `limits.file_bytes`."""
    title = name or (source.name if isinstance(source, Path) else "upload")
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > limits.file_bytes:
        raise _too_large(title, f"{size / MEGABYTE:,.0f} MB", limits.file_bytes)
    return (source.read_bytes() if isinstance(source, Path) else source), title


def gunzipped(data: bytes, name: str, limits: Limits = LIMITS) -> bytes:
    """The content of a gzip file, or the data itself when it is none; raises Unreadable when damaged or too large."""
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(limits.unpacked_bytes + 1)
    except (OSError, EOFError, zlib.error) as fault:
        raise _damaged(name) from fault
    if len(plain) > limits.unpacked_bytes:
        raise _too_large(name, "more once it is unpacked", limits.unpacked_bytes)
    return plain


def opened(data: bytes, name: str, limits: Limits = LIMITS) -> Archive:
    """Inspect the directory of a zip file before anything is unpacked; raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = tuple(packed.infolist())
    except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError) as fault:
        raise _damaged(name) from fault
    if len(entries) > limits.members:
        raise unreadable(
            name, f"{len(entries):,} members", f"at most {limits.members:,}", "save the sheets as a new workbook"
        )
    _check_names(name, entries)
    for entry in entries:
        _check_entry(name, entry, limits)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise _too_large(name, f"{total / MEGABYTE:,.0f} MB once it is unpacked", limits.unpacked_bytes)
    inside = [path for path in (entry.filename for entry in entries) if _is_embedded(path)]
    notices = tuple(f'The file "{path}" inside "{name}" was not opened.' for path in inside)
    return Archive(name=name, data=data, entries=entries, limits=limits, notices=notices)


def _is_embedded(path: str) -> bool:
    return "/embeddings/" in path or path.lower().endswith(".zip")


def _check_names(name: str, entries: tuple[zipfile.ZipInfo, ...]) -> None:
    seen: set[str] = set()
    for entry in entries:
        path = entry.filename
        parts = path.replace("\\", "/").split("/")
        if path.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\x00" in entry.orig_filename:
            raise unreadable(
                name, f'a member path "{path}"', "paths that stay inside the file", "ask its sender for a clean copy"
            )
        if path.lower() in seen:
            raise unreadable(
                name, f'two members called "{path}"', "each member once", "open the file and save it again"
            )
        seen.add(path.lower())


def _check_entry(name: str, entry: zipfile.ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & 0x1:
        raise locked(name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise unreadable(
            name, "an unusual compression", "a spreadsheet as its program saves it", "open the file and save it again"
        )
    if entry.file_size > SMALL and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        raise unreadable(
            name,
            f'a member "{entry.filename}" packed to less than one {limits.ratio}th of its size',
            "ordinary compression",
            "save only the sheets that hold data as a new workbook",
        )


def _inflated(name: str, data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    header = data[entry.header_offset : entry.header_offset + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
        raise _damaged(name)
    start = entry.header_offset + LOCAL_HEADER + sum(struct.unpack("<HH", header[26:30]))
    packed = memoryview(data)[start : start + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise _damaged(name)
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + CHUNK]) for at in range(0, len(packed), CHUNK))
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), CHUNK):
            yield inflater.decompress(packed[at : at + CHUNK], CHUNK)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, CHUNK)
        yield inflater.flush()
    except zlib.error as fault:
        raise _damaged(name) from fault
    if not inflater.eof:
        raise _damaged(name)


def locked(name: str) -> Unreadable:
    """The refusal of a file that needs a password."""
    return unreadable(
        name,
        "a password-protected file",
        "a file that opens without a password",
        "open it with its password and save a copy without one",
    )


def _damaged(name: str) -> Unreadable:
    return unreadable(
        name, "a damaged or cut-short file", "a whole file", "send or download it again, or open it and save it again"
    )


def _too_large(name: str, found: str, most: int) -> Unreadable:
    return unreadable(
        name, found, f"at most {most // MEGABYTE} MB", "divide it into smaller files, or remove sheets without data"
    )
