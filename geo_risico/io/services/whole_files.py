"""Small files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo_risico.core.errors import OutputError


def write_whole(path: Path, body: bytes) -> None:
    """Write bytes under a temporary name in the same folder, then give the file its name.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    part: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".deel", delete=False) as stream:
            part = Path(stream.name)
            stream.write(body)
        os.chmod(part, 0o644)  # noqa: PTH101 - a temporary file is made for its owner only
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
