"""What instrument a question calls by a short name that no table has: 香港国安法由谁负责.

The name is met in pieces in one title alone, or in one far better than in any other; the question
is then read with that title in its place, by searches, answers and duties alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from analyzers.stopwords import asks
from analyzers.synonyms import SynonymTable
from indexer.model.queries import SearchRequest
from indexer.searching.names import single_name
from indexer.searching.titles import Titles

NAMED = "“{}”按《{}》理解"

_NAME = re.compile(
    r"^(?:请问|想问一下|根据|按照|依据|依照)?《?"
    r"(?P<name>[一-鿿]{2,12}?(?:(?<![办方违执司立合非依守看做想])法|条例))》?"
    r"(?=由|归|谁|规定|怎|如何|什么|哪|对|是|里|中(?!华)|的|第|多|何|有|还|能|可|要|几|关于|解释)"
)
_KIND = re.compile(r"条例$|(?<!办)法$")
_STATE = "中华人民共和国"
# Of the best title's fit, what another may reach at most.
_OTHERS = 0.75


@dataclass(frozen=True, slots=True)
class Called:
    """``name``: as it was said; ``title``: what it is; ``text``: the question with that."""

    name: str
    title: str
    text: str

    @property
    def note(self) -> str:
        return NAMED.format(self.name, self.title)


def called_short(text: str, titles: Titles, synonyms: SynonymTable) -> Called | None:
    """None where nothing is called so, or by a name that is known as it is."""
    found = _NAME.match(text) if asks(text) else None
    if found is None:
        return None
    name = found["name"]
    if titles.exactly(name) or synonyms.targets(name):
        return None
    one = single_name(name, synonyms)
    by_fit = sorted(titles.search(one.parts, one.words, one.others), key=lambda f: -f.fit)
    if not by_fit or (len(by_fit) > 1 and by_fit[1].fit > _OTHERS * by_fit[0].fit):
        return None
    title = by_fit[0].title
    kind, own = _KIND.search(title), _KIND.search(name)
    if kind is None or own is None or kind[0] != own[0]:
        return None
    read = text[: found.start("name")] + title.removeprefix(_STATE) + text[found.end("name") :]
    return Called(name, title, read)


@dataclass(frozen=True, slots=True)
class ShortNames:
    """Reads requests, for all that answer them."""

    titles: Callable[[], Titles]
    synonyms: SynonymTable

    def read(self, request: SearchRequest) -> tuple[SearchRequest, tuple[str, ...]]:
        """The request with the instrument that it calls by a short name, and what to tell of it."""
        called = called_short(request.q, self.titles(), self.synonyms.current())
        return (replace(request, q=called.text), (called.note,)) if called else (request, ())
