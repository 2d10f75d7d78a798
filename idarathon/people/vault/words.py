"""The register, second part: the free texts of ``people_remark`` by the act that they belong to, and what the tables
made of the log keep of an account, under its number alone."""

from __future__ import annotations

from typing import Final

from idarathon.errors import N_
from idarathon.people.vault.entries import Seen, Trace, Words

_RELY = N_("It gives the reason of a decision about others, who may rely on it. Its author’s name goes.")

WORDS: Final[tuple[Words, ...]] = (
    Words(
        types=("note.written", "note.revised"),
        what=N_("Coaching notes and their next steps"),
        seen=Seen.TEAM,
    ),
    Words(types=("help.asked", "help.answered"), what=N_("Requests for help, and answers"), seen=Seen.TEAM),
    Words(types=("team.join_asked",), what=N_("What you wrote to a team that you asked to join"), seen=Seen.TEAM),
    Words(
        types=("team.seeker_entered",),
        what=N_("What you wrote when you looked for a team"),
        seen=Seen.TEAM,
    ),
    Words(types=("session.rated",), what=N_("What you thought of a session"), seen=Seen.WATCHERS),
    Words(types=("entry.completed",), what=N_("Whom to ask about a prototype"), seen=Seen.EVERYONE),
    Words(
        types=("application.submitted", "application.revised"),
        what=N_("What you wrote in an application"),
        seen=Seen.READERS,
    ),
    Words(
        types=("application.authorisation_refused",),
        what=N_("Why an application was not authorised"),
        seen=Seen.READERS,
        about=("account",),
        told=True,
    ),
    Words(
        types=("application.read", "application.decided"),
        what=N_("What the readers of an application said of it"),
        seen=Seen.WATCHERS,
        about=("account",),
    ),
    Words(types=("reuse.requested",), what=N_("Why you ask for a prototype"), seen=Seen.READERS),
    Words(
        types=("mentor.left",),
        what=N_("Why a mentor left"),
        seen=Seen.WATCHERS,
        about=("account",),
        told=True,
    ),
    Words(
        types=("jury.recusal_proposed", "jury.recusal_decided", "jury.juror_replaced"),
        what=N_("Why a juror does not judge a team"),
        seen=Seen.READERS,
        about=("juror",),
        told=True,
    ),
    Words(
        types=("jury.scored",),
        what=N_("Comments of the jury to a team"),
        seen=Seen.READERS,
        stays=N_("The ranking rests on it. It stays with the marks, without a name."),
    ),
    Words(
        types=(
            "team.withdrawn",
            "team.join_declined",
            "phase.closed",
            "journey.advanced",
            "journey.held",
            "journey.extended",
            "challenge.changes_requested",
            "challenge.closed",
            "entry.withdrawn",
            "reuse.declined",
            "reuse.stopped",
            "prize.awarded",
            "jury.closed",
            "jury.ranking_decided",
            "session.moved",
            "session.cancelled",
            "session.dropped",
        ),
        what=N_("Reasons of decisions"),
        seen=Seen.TEAM,
        stays=_RELY,
    ),
    Words(
        types=("session.drafted", "session.revised"),
        what=N_("Names of speakers"),
        seen=Seen.EVERYONE,
        stays=N_("It names a speaker of the programme, whoever wrote it down."),
    ),
)

# The columns of tables made of the log that hold the number of an account.
PERSONS: Final = frozenset(
    {
        "account",
        "actor",
        "asked_by",
        "author",
        "begun_by",
        "confirmed_by",
        "done_by",
        "facilitator",
        "holder",
        "invited_by",
        "juror",
        "mentor",
        "owner",
        "president",
        "proposed_by",
        "reader",
    }
)

TRACES: Final[tuple[Trace, ...]] = (
    Trace("account", ("id",), N_("Your account: since when, of which directorate, whether it is closed")),
    Trace("consent", ("account",), N_("What you agreed to")),
    Trace("edition_role", ("account",), N_("Your roles")),
    Trace("edition_side", ("account",), N_("On which side you are: judging or judged")),
    Trace("edition_item", ("owner", "done_by"), N_("Preparations that you were to do, or did")),
    Trace("challenge", ("owner",), N_("Challenges that you own")),
    Trace("challenge_round", ("asked_by",), N_("Changes to a challenge that you asked for")),
    Trace("team_member", ("account",), N_("Your teams")),
    Trace("team_invitation", ("account", "invited_by"), N_("Invitations to a team")),
    Trace("team_request", ("account",), N_("Your requests to join a team")),
    Trace("team_seeker", ("account",), N_("Editions in which you looked for a team")),
    Trace("deposit", ("actor",), N_("What you handed in for your team")),
    Trace("upload", ("begun_by",), N_("Files that you sent for your team")),
    Trace("application", ("account",), N_("Your applications")),
    Trace("application_reading", ("reader",), N_("Applications that you read")),
    Trace("application_proposal", ("account", "proposed_by"), N_("Who was asked to apply")),
    Trace("session", ("facilitator",), N_("Sessions that you ran")),
    Trace("session_seat", ("holder",), N_("Sessions that you registered for")),
    Trace("session_attendance", ("account",), N_("Sessions that you came to")),
    Trace("session_rating", ("account",), N_("Your opinions on sessions")),
    Trace("mentor", ("account",), N_("How you described yourself as a mentor")),
    Trace(
        "assignment_pair",
        ("mentor",),
        N_("Teams that were proposed to you"),
        told="EXISTS (SELECT FROM coach c WHERE c.team = t.team AND c.mentor = t.mentor)",  # once it is decided
    ),
    Trace("coach", ("mentor",), N_("Teams that you accompany")),
    Trace("note", ("author",), N_("Coaching notes that you wrote")),
    Trace("note_step", ("owner", "done_by"), N_("Next steps that were yours")),
    Trace("help_request", ("asked_by", "mentor"), N_("Requests for help that you made or took")),
    Trace("help_answer", ("author",), N_("Your answers to requests for help")),
    Trace("jury", ("president",), N_("Juries that you presided over")),
    Trace("jury_seat", ("account",), N_("Your seats on juries")),
    Trace("jury_recusal", ("juror",), N_("Your recusals")),
    Trace("jury_sheet", ("juror",), N_("Marks that you gave")),
    Trace("bank_reuse", ("account",), N_("Your requests to use a prototype")),
    Trace("roster", ("confirmed_by",), N_("Lists of participants that you imported")),
    Trace("notice", ("account",), N_("What you were told")),
)
