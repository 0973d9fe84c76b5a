"""Files that come to the desk and go from it.

Called by the guard. What comes is bounded before it is read; what goes is kept by the browser and never shown by it.
"""

from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from m365bot.console.asked import Handed, Upload

MOST = 10 * 1024 * 1024  # bytes of a file
AROUND = 256 * 1024  # bytes of a form beside it


def is_too_large(request: Request) -> bool:
    """Also where nobody can tell: every browser says how much it sends."""
    told = request.headers.get("content-length", "")
    return request.method == "POST" and not (told.isdecimal() and int(told) <= MOST + AROUND)


async def upload_of(form: FormData) -> Upload | None:
    for value in form.values():
        if isinstance(value, UploadFile) and value.filename:
            return Upload(value.filename, await value.read())
    return None


def handed(file: Handed) -> Response:
    name = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return Response(
        file.content, headers={"Content-Disposition": name}, media_type="application/octet-stream"
    )
