"""The record of a scan: what went in, what came out, under which rules; nothing that the profile hides."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from geo_risico.governance.fingerprints import tells_hash

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo_risico.core.results import IndicatorFacts, Provenance, Release, ReleaseMeta, ScanResult


def manifest(release: Release, result: ScanResult, *, seeds: Mapping[str, int], created: dt.datetime) -> dict[str, Any]:
    """Everything needed to make the output again, ready for JSON; keys always in the same order.

    Parameters
    ----------
    release
        What is shown; counts and sources come from here, so that nothing hidden slips out.
    result
        The scan behind it, for its definition.
    seeds
        Purpose -> seed of the randomness used.
    created
        Moment of making.
    """
    meta = release.meta
    return {
        "name": meta.name,
        "title": meta.title,
        "theme": result.theme.name,
        **account(meta, created),
        "code_version": meta.version,
        "catalog_sha256": catalog_sha256(result),
        "seeds": dict(sorted(seeds.items())),
        **_outcome(release, result),
        "beside": {
            part.theme.name: _outcome(shown, part) for shown, part in zip(release.beside, result.beside, strict=True)
        },
        "scan": result.scan.model_dump(mode="json"),
    }


def account(meta: ReleaseMeta, created: dt.datetime) -> dict[str, Any]:
    """Under which profile, why, for whom and until when an output was made."""
    return {
        "profile": meta.profile,
        "is_fictief": meta.is_fictief,
        "created": created.isoformat(timespec="seconds"),
        "peildatum": meta.peildatum.isoformat(),
        "expires": meta.expires.isoformat(),
        "doel": meta.doel,
        "grondslag": meta.grondslag,
        "bewaartermijn": meta.bewaartermijn,
        "opdrachtgever": meta.opdrachtgever,
    }


def _outcome(release: Release, result: ScanResult) -> dict[str, Any]:
    """What one theme read and gave."""
    return {
        "counts": _counts(release),
        "suppressed": dict(sorted(release.suppressed.items())),
        "suppressed_reasons": {kind: dict(found) for kind, found in sorted(release.reasons.items())},
        "not_written": ["locaties.parquet"] if release.locations is None else [],
        "notices": list(release.meta.notices),
        "inputs": [_source(item) for item in release.provenance],
        "indicators": [_indicator(fact) for fact in release.facts],
        "weights": dict(sorted(result.weights.items())),
        "weights_sha256": _sha256(dict(result.weights)),
        **_evidence(release, result),
        **_session(result),
    }


def _evidence(release: Release, result: ScanResult) -> dict[str, Any]:
    """Cases, visits and calibrated weights, as far as the release shows them; nothing without."""
    found: dict[str, Any] = {}
    if release.evidence is not None:
        found["evidence"] = {
            report.layer: {
                "rows": report.count,
                "placed_share": round(report.placed_share, 4),
                "exact_share": round(report.exact_share, 4),
                "linked": report.linked_count,
                "link_distance_m": report.link_distance_m,
            }
            for report in release.evidence.reports
        }
    weights = release.calibration
    if weights is not None:
        found["calibration"] = {
            "made": weights.made.isoformat(),
            "access": weights.access,
            **({"case_count": weights.case_count} if release.evidence is not None else {}),
            "background": weights.background,
        }
    if weights is not None and tells_hash("gewichten", result.scan):
        text = json.dumps(weights.model_dump(mode="json", exclude={"notices"}), sort_keys=True)
        found["calibration"] |= {
            "weights_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "evidence_sha256": weights.evidence_sha256,
        }
    return found


def _session(result: ScanResult) -> dict[str, Any]:
    """Session with experts that the weights come from; nothing without."""
    session = result.session
    if session is None:
        return {}
    found: dict[str, Any] = {
        "gemaakt": session.gemaakt.isoformat(),
        "peildatum": session.peildatum.isoformat(),
        "rollen": list(session.rollen),
    }
    if tells_hash("expertsessie", result.scan):
        text = json.dumps(session.model_dump(mode="json"), sort_keys=True)
        found["weights_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    return {"expertsessie": found}


def catalog_sha256(result: ScanResult) -> str:
    """SHA-256 of the themes and the indicator definitions that were used, independent of their order."""
    parts = [
        {
            "theme": part.theme.model_dump(mode="json"),
            "indicators": {name: spec.model_dump(mode="json") for name, spec in part.indicator_specs.items()},
        }
        for part in result.by_theme
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _sha256(content: Mapping[str, float]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _counts(release: Release) -> dict[str, int]:
    """Rows in each output; in profile open the number of locations is not among them."""
    counts = {} if release.locations is None else {"locaties": len(release.locations)}
    return counts | {kind: len(frame) for kind, frame in sorted(release.aggregates.items())}


def _source(item: Provenance) -> dict[str, Any]:
    return {
        "layer": item.layer,
        "source": item.source,
        "title": item.title,
        "status": item.status,
        "access": item.access,
        "file": item.path,
        "sha256": item.sha256,
        "licence": item.licence,
        "attribution": item.attribution,
        "peildatum": item.peildatum.isoformat() if item.peildatum else None,
        "counted": item.counted,
        "rows_read": item.rows_read,
        "rows_kept": item.rows_kept,
        "repairs": [
            {"kind": r.kind, "count": r.count, "message": r.message, "examples": list(r.examples)} for r in item.repairs
        ],
        "note": item.note,
        **_origin(item),
    }


def _origin(item: Provenance) -> dict[str, Any]:
    """Where a file of a snapshot was fetched; nothing for other files."""
    origin = item.origin
    if origin is None:
        return {}
    return {
        "fetched": {
            "register": origin.register,
            "url": origin.url,
            "fetched_at": origin.fetched_at.isoformat(timespec="seconds"),
            "published": origin.published,
            "parameters": json.loads(origin.parameters) if origin.parameters else {},
        }
    }


def _indicator(fact: IndicatorFacts) -> dict[str, Any]:
    return {
        "name": fact.name,
        "status": fact.status,
        "access": fact.access,
        "layers": list(fact.layers),
        "missing_layers": list(fact.missing_layers),
        "known_count": fact.known_count,
        "unknown_count": fact.unknown_count,
        "notes": list(fact.notes),
    }
