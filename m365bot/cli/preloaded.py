"""All that a worker of one of many instances uses, or a daemon and the console beside it, loaded once.

Imported by the process that is forked, before it is, and by nothing else.
"""

import gc

from m365bot.runs import heap

heap.leave_terminals_out()

import anyio._backends._asyncio  # noqa: E402, F401 - terminals are left out before
import h2.connection  # noqa: E402, F401
import httpcore  # noqa: E402, F401
import openpyxl  # noqa: E402, F401
import xlsxwriter  # noqa: E402, F401

import m365bot.app.daemons  # noqa: E402
import m365bot.cli.worker  # noqa: E402
import m365bot.database.books  # noqa: E402
import m365bot.database.records  # noqa: E402
import m365bot.database.strange  # noqa: E402
import m365bot.doctor.credentials  # noqa: E402
import m365bot.editing.judging  # noqa: E402
import m365bot.graph.auth  # noqa: E402
import m365bot.graph.client  # noqa: E402
import m365bot.graph.renewing  # noqa: E402
import m365bot.reading.checking  # noqa: E402
import m365bot.reading.whole  # noqa: E402
import m365bot.runs.daemon  # noqa: E402
import m365bot.runs.engine.nodes  # noqa: E402
import m365bot.runs.notices  # noqa: E402
import m365bot.runs.upkeep  # noqa: E402
import m365bot.settings  # noqa: E402, F401

gc.collect()
gc.freeze()  # what is here stays, and its pages stay shared
