"""What several operations of sites, drives and lists ask for alike, as their reference pages say.

Read where those operations are defined. Says nothing of which operation asks for what.
"""

from m365bot.sandbox.wire.needs import one_of

_FILES = "Files.Read.All Files.ReadWrite.All Sites.Read.All Sites.ReadWrite.All"
_ITEM = f"{_FILES} Group.Read.All Group.ReadWrite.All"
_WRITE = "Files.ReadWrite.All Sites.ReadWrite.All"

READ_FILES = one_of(_FILES, person=f"Files.Read Files.ReadWrite {_FILES}")
READ_ITEM = one_of(_ITEM, person=f"Files.Read Files.ReadWrite {_ITEM}")
WRITE_FILES = one_of(_WRITE, person=f"Files.ReadWrite {_WRITE}")
UPLOAD_FILES = one_of("Sites.ReadWrite.All", person=f"Files.ReadWrite {_WRITE}")
READ_SITES = one_of("Sites.Read.All Sites.ReadWrite.All")
