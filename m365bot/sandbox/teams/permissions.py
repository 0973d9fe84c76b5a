"""What several operations of Teams ask for alike, as their reference pages say, least privileged first.

Read where those operations are defined. Says nothing of which operation asks for what.
"""

from m365bot.sandbox.wire.needs import author, one_of, person_only

WIDE_READ = "Directory.Read.All Group.Read.All Directory.ReadWrite.All Group.ReadWrite.All"
WIDE_WRITE = "Directory.ReadWrite.All Group.ReadWrite.All"

READ_MESSAGES = one_of("ChannelMessage.Read.All Group.Read.All Group.ReadWrite.All")
SEND = author("ChannelMessage.Send Group.ReadWrite.All")
EDIT = person_only("ChannelMessage.ReadWrite Group.ReadWrite.All")
DELETE = person_only("ChannelMessage.ReadWrite")
