"""Where log events go: standard error, one JSON line each, and only what an operator asks for.

Called by the commands. Never on standard output, which belongs to results.
"""

import logging
import os
import sys

import structlog


def to_standard_error() -> None:
    """M365BOT_LOG sets the level (debug, info, warning, error); warning by default."""
    level = getattr(logging, os.environ.get("M365BOT_LOG", "warning").upper(), logging.WARNING)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
