"""What came back: whole and of the kind that was asked, or else what it says, in Dutch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping

EXCEPTION: Final = re.compile(rb"<(?:\w+:)?(?:ExceptionText|ServiceException)\b[^>]*>(.*?)</", re.DOTALL)
CODE: Final = re.compile(rb"(?:exceptionCode|code|locator)=\"([^\"]{1,80})\"")
TITLE: Final = re.compile(rb"(?i)<title[^>]*>(.*?)</title")
TAG: Final = re.compile(r"<[^>]+>|\s+")
TIFF: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
IMAGE: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF", *TIFF)
HEAD: Final = 20_000
OUR_MISTAKE: Final = re.compile(
    rb"(?i)(?:exceptionCode|code)=\"(?:invalid|missing|nosuch|layernotdefined|coveragenotdefined|operationnot|tileout)"
)
TOO_LARGE: Final = re.compile(r"(?i)max_?size|too (?:large|big)|out of range|exceed|te groot")


class BrokenAnswerError(SourceError):
    """An answer that is not what was asked; ``final`` where asking again does not help."""

    def __init__(self, message: str, *, final: bool = False, wait_s: float = 0) -> None:
        super().__init__(message)
        self.final, self.wait_s = final, wait_s


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status, headers (lower case names) and whole body of one answer."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Content type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def told(answer: Answer) -> str:
    """Dutch words for what an unwanted answer holds, with the text of the service itself."""
    head = answer.body[:HEAD]
    if not head:
        return "leeg antwoord"
    if found := service_exception(answer):
        return f"melding van de dienst: {found}"
    if re.search(rb"(?i)<(?:!doctype )?html", head[:1000]):
        title = TITLE.search(head)
        return f"webpagina ({_plain(title.group(1))})" if title else "webpagina"
    if answer.kind.startswith("text/") or "json" in answer.kind or "xml" in answer.kind:
        return f"{answer.kind}: {_plain(head)}"
    return f"{answer.kind or 'onbekend soort'}, {len(answer.body)} bytes"


def service_exception(answer: Answer) -> str:
    """Text of an OGC exception in the answer, empty when there is none."""
    head = answer.body[:HEAD].lstrip(b"\xef\xbb\xbf \r\n")
    if not head.startswith(b"<"):
        return ""
    texts = [_plain(text) for text in EXCEPTION.findall(head)]
    if texts:
        return " / ".join(text for text in texts if text) or "zonder tekst"
    if b"Exception" not in head:
        return ""
    codes = [_plain(code) for code in CODE.findall(head)]
    return ", ".join(codes) or "zonder tekst"


def json_of(answer: Answer) -> dict[str, Any]:
    """JSON object in an answer; broken otherwise."""
    try:
        content = parse_json(answer.body)
    except ValueError as error:
        raise BrokenAnswerError(f"geen JSON maar {told(answer)}") from error
    if not isinstance(content, dict):
        raise BrokenAnswerError("JSON zonder sleutels")
    return content


def xml_of(answer: Answer) -> bytes:
    """Body of an XML answer that is no exception and runs to its end; broken otherwise."""
    text = answer.body.strip()
    if service_exception(answer) or not text.startswith(b"<") or b"<html" in text[:500].lower():
        raise BrokenAnswerError(f"geen beschrijving maar {told(answer)}")
    if not text.endswith(b">"):
        raise BrokenAnswerError(f"beschrijving breekt af na {len(text)} bytes")
    return text


def image_of(answer: Answer, *, tiff: bool = False) -> bytes:
    """Body of an image answer; broken when it starts otherwise (whatever its content type says)."""
    if not answer.body.startswith(TIFF if tiff else IMAGE):
        text = told(answer)
        final = bool(OUR_MISTAKE.search(answer.body[:HEAD]) or TOO_LARGE.search(service_exception(answer)))
        raise BrokenAnswerError(f"geen beeld maar {text}", final=final)
    return answer.body


def _plain(text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return TAG.sub(" ", words).strip()[:200].strip()
