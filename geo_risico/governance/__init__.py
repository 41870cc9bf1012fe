"""Purpose, personal data and release: what may leave, to whom, and the record of it."""

from geo_risico.governance.manifest import manifest
from geo_risico.governance.release import release

__all__ = ["manifest", "release"]
