"""Where log events go: standard error, one JSON line each, and only what an operator asks for.

Called by the commands. Never on standard output, which belongs to results.
"""

import logging
import os
import sys

import structlog

from m365bot import visible

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


def to_standard_error(otherwise: int = logging.WARNING) -> None:
    """M365BOT_LOG sets the level, else `otherwise`, also where the settings have yet to complain of it."""
    level = LEVELS.get(os.environ.get("M365BOT_LOG", "").lower(), otherwise)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_Visible())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(visible.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class _Visible(logging.Formatter):
    """What libraries say, who may repeat what the tenant holds."""

    def format(self, record: logging.LogRecord) -> str:
        return visible.text(super().format(record))
