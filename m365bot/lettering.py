"""A column's letter, as spreadsheet programs name it.

Called by whoever tells an officer where in a sheet something stands: the readers of config and of answers.
"""


def letter(index: int) -> str:
    """From 0: A … Z, AA …"""
    found = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        found = chr(65 + rest) + found
    return found
