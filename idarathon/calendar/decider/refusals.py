"""The refusals of sessions. Rooms and facilitators that are taken are refused by ``projections``."""

from __future__ import annotations

from idarathon.errors import N_, Conflict, Rule


class SessionTaken(Conflict):
    code = "session_taken"
    sentence = N_("This session exists already. Open it, or choose another id.")


class TimeInvalid(Rule):
    code = "session_time_invalid"
    sentence = N_("%(wall)s does not exist on the clocks of %(zone)s. Choose another date and time.")


class SessionBackwards(Rule):
    code = "session_backwards"
    sentence = N_("The session ends before it begins. Choose a later end.")


class SessionTooLong(Rule):
    code = "session_too_long"
    sentence = N_("A session lasts at most %(hours)s hours. Make one session for each day.")


class SessionInPast(Rule):
    code = "session_in_past"
    sentence = N_("This time has passed. Choose one that is still to come.")


class SessionOver(Rule):
    code = "session_over"
    sentence = N_("This session is over, so nothing of it changes any more. Prepare another one.")


class SessionCancelledAlready(Rule):
    code = "session_is_cancelled"
    sentence = N_("This session is cancelled. Look for another one in the programme, or prepare one.")


class NotPublished(Rule):
    code = "session_not_published"
    sentence = N_("This session is still a draft. Publish it first.")


class AttendedAlready(Rule):
    code = "session_attended"
    sentence = N_("Somebody was there already, so this session does not move to another time. Prepare another one.")


class SessionFull(Rule):
    code = "session_full"
    sentence = N_("All %(capacity)s places are taken. Ask a facilitator, or choose another session.")


class ForTeams(Rule):
    code = "session_for_teams"
    sentence = N_("Teams come to this session together. Ask the lead of your team to register it.")


class ForPeople(Rule):
    code = "session_for_people"
    sentence = N_("People register for this session one by one. Register yourself.")


class TeamNotAsked(Rule):
    code = "session_team_not_asked"
    sentence = N_("This session is for other teams. Choose one that is for yours, or ask a facilitator.")


class AttendanceEarly(Rule):
    code = "attendance_early"
    sentence = N_("The attendance is taken from an hour before the session on. Come back then.")


class AttendanceClosed(Rule):
    code = "attendance_closed"
    sentence = N_("The attendance of this session is not being taken. Ask the facilitator to show a code.")


class CodeExpired(Rule):
    code = "code_expired"
    sentence = N_("The time for this code is over. Ask the facilitator to show a new one.")


class CodeWrong(Rule):
    code = "code_wrong"
    sentence = N_("This is not the code that is shown. Look at it again and type its letters and figures.")


class CodeTries(Rule):
    """Who does not know the code does not find it by trying."""

    code, status = "code_tries", 429
    sentence = N_("You have typed too many wrong codes. Ask the facilitator in the room to show a new one.")


class NotAttended(Rule):
    code = "session_not_attended"
    sentence = N_("Only who was there gives an opinion. Enter the code of the room first.")


class ReminderEarly(Rule):
    code = "reminder_early"
    sentence = N_("It is too early for this reminder. Wait until it is due.")
