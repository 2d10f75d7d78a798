"""What pages, the API and the reaction ask of the bank."""

from idarathon.bank.reads.due import due_drafts
from idarathon.bank.reads.entries import (
    Entry,
    EntryPage,
    EntryRow,
    MyReuse,
    OwnEntry,
    PublicReuse,
    Published,
    Relative,
    Reuse,
    banked,
    entries,
    entry,
    home_administration,
    my_reuses,
    published,
)
from idarathon.bank.reads.search import Drawers, Exported, Found, Wanted, drawers, export, search

__all__ = [
    "Drawers",
    "Entry",
    "EntryPage",
    "EntryRow",
    "Exported",
    "Found",
    "MyReuse",
    "OwnEntry",
    "PublicReuse",
    "Published",
    "Relative",
    "Reuse",
    "Wanted",
    "banked",
    "drawers",
    "due_drafts",
    "entries",
    "entry",
    "export",
    "home_administration",
    "my_reuses",
    "published",
    "search",
]
