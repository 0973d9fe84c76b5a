"""A Word file as an issue's Markdown, with its pictures: what an office has written so far, taken over.

Called by set-up. Pure: bytes in, a Draft out. The walk of the data: archive (what the zip may hold) → xml (what a part may
hold) → relations, styles, numbering → spans (a paragraph's letters) → lists, tables, blocks → Draft. Never runs what the
file holds, never fetches what it points to, and never leaves out in silence what it cannot take over.
"""
