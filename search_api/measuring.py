"""What Prometheus is told: of requests and searches, by every process; of the library, looked up
when it asks.

Under ``serve --workers N`` each process writes its counts to a folder of the service's, which
``serve`` names in the environment before anything here is imported, and whichever process is asked
adds them up. No label holds an address, a query, an id or a name: routes stand as templates.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from indexer.catalogue import Catalogue
from indexer.model.errors import PolicySearchError
from indexer.searching.service import SearchService
from indexer.stewardship.figures import Figures, figures
from search_api.metrics_folder import FOLDER
from search_api.wings import Wing

# The library is counted so often at most: it takes looks over whole tables.
_KEPT_SECONDS = 15.0
# Where the template of a request's route is found in its scope, after it was answered.
LABEL = "policy_search.route"

_OWN = CollectorRegistry()
REQUESTS = Counter(
    "policy_search_requests", "Requests answered", ["route", "method", "status"], registry=_OWN
)
SECONDS = Histogram(
    "policy_search_request_seconds", "Until an answer was sent", ["route"], registry=_OWN,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
SEARCHES = Counter("policy_search_searches", "Searches answered, kept answers too", registry=_OWN)
ZERO = Counter("policy_search_searches_zero_results", "Searches that found nothing", registry=_OWN)
RELAXED = Counter(
    "policy_search_searches_relaxed", "Searches told what most of the words find", registry=_OWN
)
RESULTS = Histogram(
    "policy_search_results", "Results of a search", registry=_OWN,
    buckets=(0, 1, 10, 100, 1_000, 10_000, 100_000),
)  # fmt: skip


def searched(total: int, relaxed: bool) -> None:
    """Count an answered search."""
    SEARCHES.inc()
    RESULTS.observe(total)
    if not total:
        ZERO.inc()
    if relaxed:
        RELAXED.inc()


# ---------------------------------------------------------------- requests


class Measuring:
    """Around the routes: how many, how long, what came of them."""

    def __init__(
        self, app: ASGIApp, routes: Iterable[BaseRoute], met: Callable[[], None] = lambda: None
    ) -> None:
        """``met``: called when a request comes."""
        self._app = app
        self._met = met
        self._routes = routes
        self._exact: set[str] = set()
        self._templates: dict[int, list[_Template]] = {}  # by the route that they are of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._met()
        began, status = time.perf_counter(), 500

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            method = scope["method"]
            label = scope[LABEL] = self._label(scope["path"], method)
            counted, timed = _counted(label, method, status)
            counted.inc()
            timed.observe(time.perf_counter() - began)

    def _label(self, path: str, method: str) -> str:
        """The template of the route that a path leads to, also where it was answered before any
        route was reached; of one that is not asked so, of whichever has the path."""
        if path in self._exact:
            return path
        matching = [one for one in self._leading_to(path) if one.regex.match(path)]
        if path in self._exact:  # met for the first time
            return path
        asked = (one.template for one in matching if method in one.methods)
        return next(asked, matching[0].template if matching else "none")

    def _leading_to(self, path: str) -> Iterator[_Template]:
        """Of the routes that may; those that are not even imported stay so (see ``wings.py``)."""
        for route in list(self._routes):
            if isinstance(route, Wing):
                if not route.leads_to(path):
                    continue
                route = route.open()
            if id(route) not in self._templates:
                found = self._templates[id(route)] = list(_templates(route))
                self._exact.update(one.template for one in found if "{" not in one.template)
            yield from self._templates[id(route)]


@lru_cache(maxsize=4096)
def _counted(label: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Looked up once: finding them costs more than counting does."""
    return REQUESTS.labels(label, method, str(status)), SECONDS.labels(label)


@dataclass(frozen=True, slots=True)
class _Template:
    regex: re.Pattern[str]
    template: str
    methods: frozenset[str]


def _templates(route: BaseRoute) -> Iterator[_Template]:
    """Of a route; of one that includes others, theirs, with what they are below."""
    included = getattr(route, "effective_route_contexts", None)
    for one in included() if included is not None else (route,):
        regex, template = getattr(one, "path_regex", None), getattr(one, "path_format", None)
        if regex is not None and template is not None:
            methods = frozenset(getattr(one, "methods", None) or ())
            yield _Template(regex, template, methods)


# ---------------------------------------------------------------- the library


class LibraryCollector(Collector):
    """Of the library as it is; without those figures that cannot be had."""

    def __init__(self, service: SearchService, catalogue: Catalogue) -> None:
        self._service = service
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._held: tuple[float, Figures] | None = None

    def collect(self) -> Iterator[Metric]:
        yield from self._index()
        try:
            found = self._figures()
        except PolicySearchError:
            return
        yield _gauges("documents", "Documents by state", "state",
                      {"published": found.published, "withheld": found.withheld})  # fmt: skip
        yield _gauge("documents_doubtful", "Documents whose text is doubtful", found.doubtful)
        yield _gauges("findings_held", "Findings in withheld documents", "kind", found.held)
        yield _gauges("quarantined", "Files that could not be read", "reason", found.quarantined)
        yield _gauges("jobs", "Jobs by state", "state", found.jobs)
        yield _counter("audit_entries", "Entries of the audit log", found.audited)
        outcomes = CounterMetricFamily(
            "policy_search_ingestion_attempts", "Attempts to ingest by outcome", labels=["outcome"]
        )
        for outcome, number in found.attempts.items():
            outcomes.add_metric([outcome], number)
        yield outcomes

    def _index(self) -> Iterator[Metric]:
        try:
            standing = self._service.standing()
        except PolicySearchError:
            yield _gauge("ready", "Whether all that is committed will be found", 0)
            return
        yield _gauge("ready", "Whether all that is committed will be found",
                     int(standing.trouble is None))  # fmt: skip
        yield _gauge("index_lag", "Revisions that the index is behind", standing.lag)
        if standing.index is not None:
            yield _gauge("index_revision", "Revision that is served", standing.index.revision)
            yield _gauge("index_documents", "Documents that are served", standing.index.documents)

    def _figures(self) -> Figures:
        with self._lock:
            at = time.monotonic()
            if self._held is None or at - self._held[0] > _KEPT_SECONDS:
                self._held = (at, figures(self._catalogue))
            return self._held[1]


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"policy_search_{name}", meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"policy_search_{name}", meaning, value=value)


def _gauges(name: str, meaning: str, label: str, values: Mapping[str, int]) -> Metric:
    made = GaugeMetricFamily(f"policy_search_{name}", meaning, labels=[label])
    for value, number in values.items():
        made.add_metric([value], number)
    return made


# ---------------------------------------------------------------- all of it


def exposition(library: LibraryCollector) -> bytes:
    """The text that Prometheus reads."""
    of_library = CollectorRegistry()
    of_library.register(library)
    counted = _OWN
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(of_library)
