"""Unpacking: an artefact into a folder, each file as it was packed, or nothing is used.

The bytes may come from anybody, so nothing in them is believed before it is looked at: only plain files that the list
of contents names, of the size it says, in its order, and no more bytes than may be taken.
"""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zlib
from pathlib import Path
from typing import IO, Final

from graph.errors import ArtifactRefused
from loaders.artifact.contents import FILE_NAME, Contents, PackedFile
from loaders.artifact.wording import refusal

_BLOCK: Final = tarfile.BLOCKSIZE
_PIECE: Final = 1 << 20
_MOST_LISTED: Final = 16 << 20
_MEGABYTE: Final = 1 << 20


def unpack(artifact: IO[bytes], folder: Path, most: int, source: str) -> Contents:
    """Unpack ``artifact``, open at its beginning, into the empty ``folder``; ``source`` is its name in messages.

    Raises ArtifactRefused when it is no artefact, of another version, not whole, not what was packed, or more than
    ``most`` bytes, and OSError when ``folder`` cannot be written.
    """
    try:
        with gzip.GzipFile(fileobj=artifact, mode="rb") as packed:
            return _Archive(packed, folder, most, source).unpacked()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refusal("broken", source=source, why=error) from error


class _Archive:
    def __init__(self, packed: gzip.GzipFile, folder: Path, most: int, source: str) -> None:
        self._packed, self._folder, self._most, self._source = packed, folder, most, source

    def unpacked(self) -> Contents:
        contents = self._listed()
        if contents.size > self._most:
            raise refusal("too-large", source=self._source, limit=self._most // _MEGABYTE)
        for name, file in sorted(contents.files.items()):
            if self._head(name) != file.size:
                raise refusal("wrong-file", source=self._source, file=name)
            self._unpack(name, file)
        self._end()
        return contents

    def _listed(self) -> Contents:
        size = self._head(FILE_NAME)
        if size > _MOST_LISTED:
            raise self._not_one(FILE_NAME)
        raw = self._exactly(size)
        self._skip(size)
        return Contents.parse(raw, self._source)

    def _head(self, name: str) -> int:
        """Read the head of a member, which must be the plain file ``name``; return its size."""
        try:
            # Only this head is read: what stretches over several (long names, links, sparse files) has no place here.
            member = tarfile.TarInfo.frombuf(self._exactly(_BLOCK), "ascii", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            raise self._not_one(error) from error
        if member.name != name or member.type != tarfile.REGTYPE or member.size < 0:
            raise self._not_one(f"{member.name!r}, {name!r}")
        return member.size

    def _unpack(self, name: str, file: PackedFile) -> None:
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, left = hashlib.sha256(), file.size
        with target.open("xb") as stream:
            while left:
                piece = self._exactly(min(left, _PIECE))
                digest.update(piece)
                stream.write(piece)
                left -= len(piece)
        self._skip(file.size)
        if digest.hexdigest() != file.sha256:
            raise refusal("wrong-file", source=self._source, file=name)

    def _skip(self, size: int) -> None:
        """Read what fills up the last block of a member of ``size`` bytes."""
        self._exactly(-size % _BLOCK)

    def _end(self) -> None:
        """Read the blocks of nothing an archive ends with, and all there is, so that what is missing is found."""
        rest = self._packed.read(tarfile.RECORDSIZE + 2 * _BLOCK)
        if any(rest) or self._packed.read(1):
            raise self._not_one(FILE_NAME)

    def _exactly(self, size: int) -> bytes:
        raw = self._packed.read(size)
        if len(raw) < size:
            raise EOFError("EOF")
        return raw

    def _not_one(self, why: object) -> ArtifactRefused:
        return refusal("not-one", source=self._source, why=why)
