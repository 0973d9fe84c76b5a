"""Figures for Prometheus, of what this process's runs came to: at http://127.0.0.1:M365BOT_METRICS_PORT/metrics.

Made by the command `daemon` alone, for the library takes time to load. Labels are names of jobs, statuses and outcomes, and
no more than so many: no person, team or cohort is among them.
"""

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.process_collector import ProcessCollector

from m365bot.errors import ConfigError
from m365bot.journal import Run, Status
from m365bot.runs import pulse
from m365bot.words import say

HOST = "127.0.0.1"
MOST_JOBS = 50
OTHER = "other"
SECONDS = (1, 5, 15, 60, 300, 900, 1800, 3600)
OUTCOMES = ("create", "update", "remove", "store", "failed", "withheld", "unknown", "quarantined")


@dataclass(frozen=True)
class Now:
    """What is asked at each scrape. waiting: runs that wait for approval; refused: is the account signed out?"""

    waiting: Callable[[], int]
    refused: Callable[[], bool]


class Metrics:
    """`ended` is told of each run; `serve` answers on this machine alone, in a thread of its own."""

    def __init__(self, jobs: Collection[str], now: Now, began: datetime) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # no types there; a series more each, for nobody
        self.registry = made = CollectorRegistry()
        self._jobs = set(sorted(jobs)[:MOST_JOBS])
        self._runs = Counter("m365bot_runs", "Runs that ended.", ["job", "status"], registry=made)
        self._seconds = Histogram(
            "m365bot_run_seconds", "Seconds that runs took.", ["job"], buckets=SECONDS, registry=made
        )
        self._requests = _counter("m365bot_graph_requests", "Requests to Graph, each of a batch.", made)
        self._trips = _counter("m365bot_graph_round_trips", "Calls to Graph.", made)
        self._throttled = _counter("m365bot_graph_throttled", "Answers 429.", made)
        self._changes = Counter(
            "m365bot_changes", "What became of changes.", ["job", "outcome"], registry=made
        )
        self._unknown = _gauge("m365bot_unknown", "Changes of the last run that nobody can tell of.", made)
        self._last = _gauge("m365bot_last_run_timestamp_seconds", "When a run last ended.", made)
        self._good = _gauge("m365bot_last_good_run_timestamp_seconds", "When one last ended well.", made)
        _asked("m365bot_waiting_approvals", "Runs that wait for approval.", now.waiting, made)
        _asked("m365bot_account_refused", "1 where the service account is signed out.", now.refused, made)
        start = Gauge("m365bot_daemon_start_timestamp_seconds", "When this daemon began.", registry=made)
        start.set(began.timestamp())
        ProcessCollector(registry=made)

    def ended(self, run: Run) -> None:
        job = self._job(run.job)
        self._runs.labels(job, run.status.value).inc()
        if run.status in (Status.CANCELLED, Status.REJECTED):
            return
        spent, counts = run.report.spent, run.report.counts
        self._seconds.labels(job).observe(spent.seconds)
        self._requests.labels(job).inc(spent.requests)
        self._trips.labels(job).inc(spent.round_trips)
        self._throttled.labels(job).inc(spent.throttled)
        for outcome in OUTCOMES:
            self._changes.labels(job, outcome).inc(counts.get(outcome, 0))
        self._unknown.labels(job).set(counts.get("unknown", 0))
        self._note_when(job, run)

    def _note_when(self, job: str, run: Run) -> None:
        at = (run.ended or run.planned).timestamp()
        self._last.labels(job).set(at)
        if pulse.is_good(run):
            self._good.labels(job).set(at)

    def serve(self, port: int) -> None:
        """Raises ConfigError where the port cannot be had."""
        try:
            start_http_server(port, addr=HOST, registry=self.registry)
        except OSError as error:
            raise ConfigError(
                say(
                    "M365BOT_METRICS_PORT のポート {port} は使えません({why})。別の番号にしてください。",
                    port=port,
                    why=error.strerror or type(error).__name__,
                )
            ) from error

    def _job(self, name: str) -> str:
        """Jobs that come later count by name while there is room."""
        if name not in self._jobs and len(self._jobs) < MOST_JOBS:
            self._jobs.add(name)
        return name if name in self._jobs else OTHER


def _counter(name: str, words: str, registry: CollectorRegistry) -> Counter:
    return Counter(name, words, ["job"], registry=registry)


def _gauge(name: str, words: str, registry: CollectorRegistry) -> Gauge:
    return Gauge(name, words, ["job"], registry=registry)


def _asked(name: str, words: str, ask: Callable[[], float], registry: CollectorRegistry) -> None:
    """Asked at each scrape; what cannot be told is no number, and the other figures stand."""

    def value() -> float:
        try:
            return float(ask())
        except Exception:
            return math.nan

    Gauge(name, words, registry=registry).set_function(value)
