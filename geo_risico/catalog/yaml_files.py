"""Read YAML safely and say in Dutch what is wrong, with file, key, value and expectation."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import ValidationError
from rapidfuzz import process
from yaml.composer import Composer

from geo_risico.core.errors import DefinitionError
from geo_risico.core.limits import DEFINITION, DEFINITION_DEPTH, too_much
from geo_risico.core.plain import plain
from geo_risico.core.specs import Spec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pydantic_core import ErrorDetails

S = TypeVar("S", bound=Spec)
MOST_LINES = 50
SECRETS = frozenset({"password", "passwd", "wachtwoord", "passfile", "user", "gebruiker"})
"""Keys that somebody tries for a database; their place is elsewhere."""
"""Problems of one file that are told; the rest is counted."""
REASONS = {
    errno.EISDIR: "is een map",
    errno.ENOENT: "bestaat niet",
    errno.EACCES: "geen recht om te lezen",
    errno.EPERM: "geen recht om te lezen",
}
KINDS = {"NoneType": "een leeg bestand", "list": "een lijst", "str": "tekst", "int": "een getal", "float": "een getal"}

MESSAGES = {
    "missing": "verplichte sleutel ontbreekt",
    "string_too_short": "tekst van minstens {min_length} tekens verwacht",
    "string_too_long": "tekst van hoogstens {max_length} tekens verwacht",
    "string_pattern_mismatch": "past niet op het patroon {pattern}",
    "string_type": "tekst verwacht",
    "literal_error": "verwacht een van {expected}",
    "greater_than": "getal groter dan {gt} verwacht",
    "greater_than_equal": "getal van minstens {ge} verwacht",
    "less_than_equal": "getal van hoogstens {le} verwacht",
    "finite_number": "eindig getal verwacht",
    "float_parsing": "getal verwacht",
    "float_type": "getal verwacht",
    "int_parsing": "geheel getal verwacht",
    "int_type": "geheel getal verwacht",
    "int_from_float": "geheel getal verwacht",
    "bool_parsing": "true of false verwacht",
    "bool_type": "true of false verwacht",
    "date_parsing": "datum jjjj-mm-dd verwacht",
    "date_from_datetime_parsing": "datum jjjj-mm-dd verwacht",
    "date_type": "datum jjjj-mm-dd verwacht",
    "dict_type": "sleutels met waarden verwacht",
    "tuple_type": "lijst verwacht",
    "list_type": "lijst verwacht",
    "too_short": "minstens {min_length} verwacht",
    "model_type": "sleutels met waarden verwacht",
    "union_tag_not_found": "sleutel {discriminator} ontbreekt",
    "union_tag_invalid": "{discriminator} '{tag}' bestaat niet; verwacht een van {expected_tags}",
    "value_error": "{error}",
}


class _UniqueKeyLoader(Composer, yaml.CSafeLoader):
    """Safe YAML without duplicate keys and without aliases (they hide mistakes and can explode).

    Reading is libyaml's, six times faster than Python's; composing stays in Python, where it can be refused.
    """

    def __init__(self, stream: str) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(problem="verwijzingen (*naam) zijn niet toegestaan")
        self._level = getattr(self, "_level", 0) + 1
        if fault := too_much(DEFINITION_DEPTH, self._level):
            raise yaml.composer.ComposerError(problem=fault)
        node = super().compose_node(parent, index)
        self._level -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"sleutel '{key}' staat er twee keer", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> object:
    """Content of one YAML file as plain Python objects.

    Raises
    ------
    DefinitionError
        The file is missing, too large, not UTF-8 or not valid YAML.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise DefinitionError(f"{path}: is geen gewoon bestand (een apparaat of pijp); een YAML-bestand verwacht")
        if fault := too_much(DEFINITION, path.stat().st_size):
            raise DefinitionError(f"{path}: {fault}")
        content: object = yaml.load(path.read_text("utf-8"), Loader=_UniqueKeyLoader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise DefinitionError(
            f"{path}: niet te lezen ({REASONS.get(error.errno or 0, error.strerror)}); een YAML-bestand verwacht"
        ) from error
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{path}: geen UTF-8-tekst; een YAML-bestand verwacht") from error
    except (yaml.YAMLError, ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise DefinitionError(f"{path}: geen geldige YAML", [plain(" ".join(str(error).split()))]) from error
    if odd := next((text for text in _texts(content) if plain(text) != text), None):
        raise DefinitionError(
            f"{path}: '{plain(odd)[:60]}': stuurteken of omgekeerde leesrichting; gewone tekst verwacht"
        )
    return content


def _texts(content: object) -> Iterator[str]:
    """Every key and value that is text."""
    todo = [content]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            todo += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            todo += item


def parse(path: Path, model: type[S]) -> S:
    """One checked definition from one YAML file.

    Raises
    ------
    DefinitionError
        With one line for each key that is wrong.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        kind = type(data).__name__
        raise DefinitionError(f"{path}: sleutels met waarden verwacht, kreeg {KINDS.get(kind, kind)}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors()
        lines = [plain(_line(item, model)) for item in found[:MOST_LINES]]
        lines += [f"en nog {len(found) - MOST_LINES}"] if len(found) > MOST_LINES else []
        raise DefinitionError(f"{path}: {len(found)} fout(en)", lines) from error


def nearest(word: str, known: Sequence[str]) -> str:
    """Dutch hint with the nearest known word, or the first ten known words."""
    best = process.extractOne(word, known, score_cutoff=60) if known else None
    if best:
        return f"bedoelt u '{best[0]}'?"
    return f"bekend: {', '.join(sorted(known)[:10])}"


def _line(item: ErrorDetails, model: type[Spec]) -> str:
    key = ".".join(str(part) for part in item["loc"])
    value = _shown(item.get("input"))
    if item["type"] == "extra_forbidden":
        if str(item["loc"][-1]).casefold() in SECRETS:
            return (
                f"{key}: staat nooit in een definitie; zet het in pg_service.conf, .pgpass of de omgeving (PGPASSWORD)"
            )
        return f"{key}: onbekende sleutel; {nearest(str(item['loc'][-1]), _siblings(model, item['loc'][:-1]))}"
    template = MESSAGES.get(item["type"])
    context = {name: str(value).replace("' or '", "' of '") for name, value in item.get("ctx", {}).items()}
    expected = template.format(**context) if template else item["msg"]
    if item["type"] == "missing":
        return f"{key}: {expected}"
    return f"{key}: '{value}': {expected}"


def _shown(value: object) -> str:
    """First part of a value for a message."""
    try:
        return str(value)[:60]
    except (ValueError, RecursionError):  # a number of more digits than Python writes
        return "een getal met duizenden cijfers"


def _siblings(model: type[Spec], location: tuple[int | str, ...]) -> list[str]:
    """Keys that are allowed at a place in a model, followed through its JSON Schema."""
    schema = model.model_json_schema()
    here: dict[str, Any] = schema
    for part in location:
        here = _deref(_child(here, str(part)), schema)
    return sorted(here.get("properties", {}))


def _child(node: dict[str, Any], part: str) -> dict[str, Any]:
    """Schema of one key, item or choice below a node; empty where the schema says nothing."""
    choices = node.get("discriminator", {}).get("mapping", {})
    if part in choices:
        return {"$ref": choices[part]}
    patterns = list(node.get("patternProperties", {}).values())
    options = [node.get("properties", {}).get(part), node.get("items"), *patterns, node.get("additionalProperties")]
    return next((option for option in options if isinstance(option, dict)), {})


def _deref(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference points at; of a choice between a thing and nothing the thing."""
    options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
    if len(options) == 1:
        return _deref(options[0], schema)
    if "$ref" not in node:
        return node
    found: dict[str, Any] = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    return found
