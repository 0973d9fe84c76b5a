"""What is known of the tenant from earlier runs: key → ids, markers, hashes.

Read by every look; the journal keeps it and adds what a look learned. What is in it may be outdated, never wrong
about what it was.
"""

from collections.abc import Mapping

from m365bot.resources.ports.graph import Json

Memory = Mapping[str, Json]
