"""What SharePoint and OneDrive answer when something is wrong: status and code, in lower camel case.

Called by the state and the routes of sites, drives and lists (docs/facts.md 2).
"""

from m365bot.sandbox.wire.problems import GraphProblem


def not_found() -> GraphProblem:
    return GraphProblem(404, "itemNotFound", "The resource could not be found.")


def being_provisioned() -> GraphProblem:
    """A young group's site and drive (docs/facts.md 20)."""
    return GraphProblem(404, "itemNotFound", "Resource provisioning is in progress. Please try again.")


def denied() -> GraphProblem:
    """The token's permissions would do, but this person may not."""
    return GraphProblem(403, "accessDenied", "Access denied")


def invalid(message: str) -> GraphProblem:
    return GraphProblem(400, "invalidRequest", message)


def bad_name(why: str) -> GraphProblem:
    """docs/facts.md 56."""
    return GraphProblem(
        400, "invalidRequest", f"The provided name cannot be used. {why}", inner="invalidPath"
    )


def path_too_long() -> GraphProblem:
    return GraphProblem(400, "invalidRequest", "The path is too long.", inner="pathIsTooLong")


def name_taken() -> GraphProblem:
    """docs/facts.md 55."""
    return GraphProblem(409, "nameAlreadyExists", "Name already exists")


def etag_mismatch() -> GraphProblem:
    """docs/facts.md 58."""
    return GraphProblem(
        412, "resourceModified", "ETag does not match current item's value", inner="entityTagDoesNotMatch"
    )


def page_changed() -> GraphProblem:
    """Published before it was read again (docs/facts.md 109)."""
    return GraphProblem(
        412,
        "resourceModified",
        "The resource has changed since the caller last read it; usually an eTag mismatch",
    )


def page_in_use() -> GraphProblem:
    """Somebody edits it now (docs/facts.md 109)."""
    return GraphProblem(423, "resourceLocked", "The file is locked for shared use.")


def too_large() -> GraphProblem:
    return GraphProblem(413, "requestEntityTooLarge", "The request is too large; use an upload session.")


def no_room() -> GraphProblem:
    """docs/facts.md files.quota."""
    return GraphProblem(507, "insufficientStorage", "The quota has been reached.", inner="quotaLimitReached")


def no_upload() -> GraphProblem:
    """An upload session that ended, was cancelled, or never was (docs/facts.md files.session)."""
    return GraphProblem(
        404, "itemNotFound", "The upload session was not found.", inner="uploadSessionNotFound"
    )


def bad_fragment(message: str, inner: str = "") -> GraphProblem:
    """docs/facts.md files.session."""
    return GraphProblem(416, "invalidRange", message, inner=inner)


def locked() -> GraphProblem:
    """docs/facts.md 62, as reported in microsoft-graph-explorer-v4#3435."""
    return GraphProblem(423, "notAllowed", "The resource is locked.", inner="resourceLocked")


def resync(fresh: str) -> GraphProblem:
    """A delta token too old; `fresh` starts anew (docs/facts.md 15)."""
    return GraphProblem(
        410,
        "resyncRequired",
        "Resync required.",
        inner="resyncChangesApplyDifferences",
        headers={"Location": fresh},
    )


def unindexed(name: str) -> GraphProblem:
    """docs/facts.md 48."""
    return invalid(
        f"Field '{name}' cannot be referenced in filter or orderby as it is not indexed. Provide the "
        "'Prefer: HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this, but be warned that "
        "such queries may fail on large lists."
    )


def unknown_field(name: str) -> GraphProblem:
    """docs/facts.md 49."""
    return invalid(f"Field '{name}' is not recognized")


def over_threshold() -> GraphProblem:
    """More rows than the list view threshold; the service was seen with 429, 422, 500 (docs/facts.md 48)."""
    return GraphProblem(422, "notSupported", "The request exceeds the list view threshold.")
