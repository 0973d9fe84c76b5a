"""What a page says at its top after a form: by a short name in the address, never by words of the address.

Called by rendering. Pure.
"""

from m365bot.words import later

WORDS = {
    "requested": later("予約しました。常駐の m365bot がまもなく行います。"),
}
