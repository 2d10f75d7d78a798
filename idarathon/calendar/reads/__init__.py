"""What pages, feeds and the clock read of sessions."""

from idarathon.calendar.reads.clashes import Choice, Clash, Other, Wanted, choices, clashes
from idarathon.calendar.reads.due import Reminder, due_reminders, next_reminder, seats_to_free
from idarathon.calendar.reads.rows import (
    Attendance,
    Comment,
    Present,
    Seat,
    SessionPage,
    SessionRow,
    Status,
    TeamState,
)
from idarathon.calendar.reads.sessions import attendance, my_sessions, present, session, sessions, team_sessions

__all__ = [
    "Attendance",
    "Choice",
    "Clash",
    "Comment",
    "Other",
    "Present",
    "Reminder",
    "Seat",
    "SessionPage",
    "SessionRow",
    "Status",
    "TeamState",
    "Wanted",
    "attendance",
    "choices",
    "clashes",
    "due_reminders",
    "my_sessions",
    "next_reminder",
    "present",
    "seats_to_free",
    "session",
    "sessions",
    "team_sessions",
]
