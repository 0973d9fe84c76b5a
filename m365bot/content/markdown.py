"""An officer's Markdown as HTML for Teams.

Called by jobs, whose files every command imports: so what renders is imported with the first text.
"""


def to_html(text: str) -> str:
    """Body of a Teams message; raises nothing, whatever the text."""
    from m365bot.content import rendering

    return rendering.to_html(text)
