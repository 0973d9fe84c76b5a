"""What several operations of Teams ask for alike, as their reference pages say, least privileged first.

Read where those operations are defined. Says nothing of which operation asks for what.
"""

from m365bot.sandbox.wire.needs import author, one_of, person_only

WIDE_READ = "Directory.Read.All Group.Read.All Directory.ReadWrite.All Group.ReadWrite.All"
WIDE_WRITE = "Directory.ReadWrite.All Group.ReadWrite.All"

READ_MESSAGES = one_of("ChannelMessage.Read.All Group.Read.All Group.ReadWrite.All")
SEND = author("ChannelMessage.Send Group.ReadWrite.All")
REACT = person_only("ChannelMessage.Send")
EDIT = person_only("ChannelMessage.ReadWrite Group.ReadWrite.All")
DELETE = person_only("ChannelMessage.ReadWrite")

CREATE_CHAT = one_of("Chat.Create", person="Chat.Create Chat.ReadWrite")
LIST_CHATS = one_of(
    "Chat.ReadBasic.All Chat.Read.All Chat.ReadWrite.All", person="Chat.ReadBasic Chat.Read Chat.ReadWrite"
)
CHATS_OF = one_of("Chat.ReadBasic.All Chat.ReadWrite.All", person="Chat.ReadBasic Chat.Read Chat.ReadWrite")
GET_CHAT = one_of("Chat.ReadBasic.All Chat.Read.All", person="Chat.ReadBasic Chat.Read Chat.ReadWrite")
CHAT_MEMBERS = one_of(
    "ChatMember.Read.All Chat.ReadBasic.All ChatMember.ReadWrite.All Chat.Read.All Chat.ReadWrite.All",
    person="Chat.ReadBasic Chat.Read Chat.ReadWrite ChatMember.Read ChatMember.ReadWrite",
)
READ_CHAT_MESSAGE = one_of("Chat.Read.All", person="Chat.Read Chat.ReadWrite")
READ_CHAT_MESSAGES = one_of("Chat.Read.All Chat.ReadWrite.All", person="Chat.Read Chat.ReadWrite")
SEND_IN_CHAT = author("ChatMessage.Send Chat.ReadWrite Group.ReadWrite.All")
EDIT_IN_CHAT = person_only("Chat.ReadWrite Group.ReadWrite.All")
