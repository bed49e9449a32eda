"""What stops the program because of where it runs: a full disk, a missing tool, a lock held by someone else."""

from __future__ import annotations

import errno

from appfactory.model.finding import Finding, Span


class EnvironmentProblem(Exception):  # noqa: N818 - it is a problem of the surroundings that carries a finding, not an error of ours
    """Raised when nothing sensible can go on. Carries the finding to show; commands end with exit code 3."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


_KNOWN: dict[int, tuple[str, str, str]] = {
    errno.ENOSPC: ("disk-full", "The disk is full", "Free some space and run the same command again; what was there before is intact."),
    errno.EDQUOT: ("disk-full", "The disk quota is used up", "Free some space and run the same command again; what was there before is intact."),
    errno.EROFS: ("read-only", "The file system is read-only", "Use a folder that can be written to (for an app, `--dir`)."),
    errno.EACCES: ("no-permission", "Permission was denied", "Give your user the right to read and write the folder, or use another one."),
    errno.EPERM: (
        "no-permission",
        "The operation is not permitted",
        "Give your user the right to read and write the folder, or use another one.",
    ),
    errno.ENAMETOOLONG: ("name-too-long", "A file name is too long for this file system", "Shorten the names in the plan that make up this path."),
    errno.EMFILE: ("too-many-files", "Too many files are open", "Raise the limit (`ulimit -n`) or stop other programs."),
}


def finding_of(error: OSError, path: str, doing: str) -> Finding:
    """A finding for an error of the operating system. `doing` says what was tried (`writing`, `reading`)."""
    code, message, hint = _KNOWN.get(error.errno or 0, ("input-output", error.strerror or str(error), "See the message of the operating system."))
    return Finding(code, "error", f"{message} ({doing} {path}).", Span(path), hint=hint, origin="environment")
