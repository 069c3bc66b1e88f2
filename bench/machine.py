"""The machine that measures: its description, and what a process uses of it.

The latter needs Linux's /proc; elsewhere those numbers are left out.
"""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

_STAT_UTIME = 11
"""Position of utime in /proc/PID/stat, counted after the command's closing bracket
(man7.org/linux/man-pages/man5/proc_pid_stat.5.html); stime follows it."""


def describe() -> dict[str, str]:
    """The machine and the versions that matter."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count() or "?"),
        "load before": load(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def memory_mb(pid: int) -> float | None:
    """Resident memory of a process in MB, where it can be read."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))
    return kilobytes / 1024


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a process has used, where it can be read."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    ticks = int(fields[_STAT_UTIME]) + int(fields[_STAT_UTIME + 1])
    return ticks / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "unknown")


def load() -> str:
    """How many processes wanted a processor in the last minute, on average."""
    try:
        return f"{os.getloadavg()[0]:.1f}"
    except (AttributeError, OSError):
        return "unknown"
