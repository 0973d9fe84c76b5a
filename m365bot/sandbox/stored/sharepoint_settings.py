"""What of SharePoint can be set: page sizes, lives of tokens, and which of its oddities are on.

Held by the sandbox's state of sites; read wherever a rule has a number.
"""

from dataclasses import dataclass


@dataclass(slots=True)
class SharePointSettings:
    """Defaults are the documented figures or, where nothing is documented, the kit's advice."""

    hostname: str = "example.sharepoint.com"
    office_files_are_rewritten: bool = True  # docs/facts.md 93
    second_etag_after_s: tuple[float, float] = (2.0, 8.0)  # 93: the eTag moves again shortly after
    private_channel_files_in_root: bool = True  # 23, 45: as in tenants migrated since late 2025
    children_page: int = 200
    pages_page: int = 100  # on no page of Microsoft's
    delta_page: int = 200
    list_page: int = 200  # docs/facts.md spo.list.page: on no page of Microsoft's
    sites_page: int = 200
    list_view_threshold: int = 5000
    largest_put_bytes: int = 250 * 1024 * 1024
    fragment_bytes: int = 320 * 1024  # docs/facts.md files.fragment: each is a multiple of it
    fragment_below_bytes: int = 60 * 1024 * 1024
    upload_session_s: float = 24 * 3600  # each fragment puts it off again; how long it is, nothing says
    longest_path: int = 400
    delta_token_days: float = 30
    download_url_s: float = 3600
    quota_bytes: int = 25 * 1024**4
