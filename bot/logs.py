"""Log lines: JSON for machines or colours for people, with ids and never with anybody's words."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog
from aiohttp.http_exceptions import HttpProcessingError

# structlog's own way writes down the local variables of every frame: captions, tokens, addresses.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
# Libraries that log addresses, headers or bodies at their lower levels.
_TOO_TALKATIVE = ("slack_bolt", "slack_sdk", "tweepy", "oauthlib", "requests_oauthlib", "urllib3")


class _NoVisitor(logging.Filter):
    """Keeps visitors out of the lines of aiohttp's server, which begin with their addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what outsiders sent malformed, quoted whole; take the address out of the rest."""
        if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
            return False
        if record.args:
            record.msg, record.args = "a request could not be answered", ()
        return True


def of_server() -> logging.Logger:
    """The logger for aiohttp's server."""
    logger = logging.getLogger("glasnik.http")
    if not logger.filters:
        logger.addFilter(_NoVisitor())
    return logger


def configure(*, form: Literal["json", "console"], level: str) -> None:
    """Send everything through one formatter to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [_TRACEBACKS, structlog.processors.JSONRenderer()]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
