"""What pages and reactions ask of a jury. Marks are read in two places only: ``sheets`` (the viewer's own) and
``results`` (once the jury has closed, by those who may)."""

from idarathon.jury.reads.panel import (
    Candidate,
    Cell,
    Criterion,
    Entrant,
    Jury,
    Progress,
    Recusal,
    Seated,
    candidates,
    entrants,
    judges,
    jury,
    presides,
    progress,
    recusals,
    seats,
)
from idarathon.jury.reads.results import Award, Line, Minutes, Results, decision, minutes, results, sees_results
from idarathon.jury.reads.sheets import OwnSheet, Work, own_sheets, work

__all__ = [
    "Award",
    "Candidate",
    "Cell",
    "Criterion",
    "Entrant",
    "Jury",
    "Line",
    "Minutes",
    "OwnSheet",
    "Progress",
    "Recusal",
    "Results",
    "Seated",
    "Work",
    "candidates",
    "decision",
    "entrants",
    "judges",
    "jury",
    "minutes",
    "own_sheets",
    "presides",
    "progress",
    "recusals",
    "results",
    "seats",
    "sees_results",
    "work",
]
