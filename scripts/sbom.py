"""Bill of materials of the lock as CycloneDX JSON: ``python scripts/sbom.py build/sbom.cdx.json``.

Name, version, hashes, licence and who asks for what of every package that is installed with geo-risico. The same lock
gives the same bytes; nothing of the machine or of the place that packages came from is in it.
"""

from __future__ import annotations

import json
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from licences import licence_of
from lock_file import pins
from packageurl import PackageURL

if TYPE_CHECKING:
    from lock_file import Pin

ROOT = Path(__file__).parents[1]
NAME = "geo-risico"
LICENCE = "EUPL-1.2"


def sbom(lock: str, version: str) -> str:
    """CycloneDX 1.6 as JSON, checked against its schema.

    Parameters
    ----------
    lock
        Text of ``requirements.lock``.
    version
        Version of geo-risico.

    Raises
    ------
    ValueError
        What was made does not fit the schema of CycloneDX.
    """
    bom = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{NAME} {version} {lock}"))
    root = Component(name=NAME, version=version, type=ComponentType.APPLICATION, bom_ref=NAME)
    root.licenses.add(LicenseFactory().make_from_string(LICENCE))
    bom.metadata.component = root
    found = [(pin, _component(pin)) for pin in pins(lock)]
    bom.components.update(component for _, component in found)
    for name, component in [(NAME, root), *((pin.name, component) for pin, component in found)]:
        bom.register_dependency(component, [other for pin, other in found if name in pin.asked_by])
    content = json.loads(JsonV1Dot6(bom).output_as_string())
    content["metadata"] = {"component": content["metadata"]["component"]}
    text = f"{json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)}\n"
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"sbom past niet op CycloneDX 1.6: {fault}")
    return text


def _component(pin: Pin) -> Component:
    component = Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{pin.name}@{pin.version}",
        purl=PackageURL("pypi", None, pin.name, pin.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value) for value in pin.hashes],
    )
    try:
        licence = licence_of(metadata.metadata(pin.name))
    except metadata.PackageNotFoundError:  # of another platform
        licence = ""
    if licence:
        component.licenses.add(LicenseFactory().make_from_string(licence))
    return component


def main() -> None:
    """Write the bill of materials to the path that is asked."""
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    text = sbom((ROOT / "requirements.lock").read_text(encoding="utf-8"), metadata.version(NAME))
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}: {len(json.loads(text)['components'])} pakketten")


if __name__ == "__main__":
    main()
