"""The bytes of files: received part by part, looked at, kept by their SHA-256, and drawn small. It knows no domain."""

from idarathon.files.storage import Files

__all__ = ["Files", "bind", "bound"]

_BOUND: list[Files] = []


def bind(files: Files | None) -> None:
    """The files of this process, for the reactions: a reaction is given an event and a database, nothing else."""
    _BOUND[:] = [files] if files else []


def bound() -> Files | None:
    """What was bound; None in a process that has no files (replay, most tests)."""
    return _BOUND[0] if _BOUND else None
