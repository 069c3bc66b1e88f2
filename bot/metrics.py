"""What Prometheus may read: counts, durations and ages; never a person or a word of theirs."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

# Slack gives up after 3 s; the buckets are closest where our own promises are.
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 1.5, 3.0)


class Metrics:
    """One set of metrics per process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.stimuli = Counter(
            "glasnik_stimuli",
            "What people did, by kind and answer",
            ("kind", "reply"),
            registry=self.registry,
        )
        self.stimulus_seconds = Histogram(
            "glasnik_stimulus_seconds",
            "Time to answer",
            ("kind",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.tasks = Counter(
            "glasnik_tasks",
            "Queued tasks that ended, by outcome",
            ("task", "outcome"),
            registry=self.registry,
        )
        self.task_seconds = Histogram(
            "glasnik_task_seconds", "Time a task took", ("task",), registry=self.registry
        )
        self.oldest_due_seconds = Gauge(
            "glasnik_oldest_due_job_seconds",
            "Age of the oldest queued task that is due",
            registry=self.registry,
        )
        self.ticked_seconds = Gauge(
            "glasnik_seconds_since_tick", "Time since the clock last ticked", registry=self.registry
        )
        self.unconfirmed = Gauge(
            "glasnik_unconfirmed",
            "Posts of which nobody knows whether they went out",
            ("kind",),
            registry=self.registry,
        )
