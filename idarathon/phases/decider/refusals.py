"""The refusals of the phases and journeys."""

from idarathon.errors import N_, Conflict, Rule


class AlreadyPlanned(Conflict):
    code = "phases_already_planned"
    sentence = N_("The phases of this edition are planned already. Move single windows, or shift the programme.")


class WindowsIncomplete(Rule):
    code = "windows_incomplete"
    sentence = N_("An edition has five phases. Give each of them one window.")


class WallInvalid(Rule):
    code = "wall_time_invalid"
    sentence = N_("%(detail)s. Choose a date and time that exist, such as 2026-11-09T09:00.")


class WindowBackwards(Rule):
    code = "window_backwards"
    sentence = N_("The window of %(phase)s closes before it opens. Choose a later closing.")


class WindowsOverlap(Rule):
    code = "windows_overlap"
    sentence = N_("The windows of %(first)s and %(second)s overlap. Let the first close before the second opens.")


class InstantInPast(Rule):
    code = "instant_in_past"
    sentence = N_("%(when)s has passed. Choose a moment that is still to come.")


class NothingToShift(Rule):
    code = "nothing_to_shift"
    sentence = N_("No opening or closing that is still to come would move. Choose an earlier day, or a number of days.")


class GateFrozen(Rule):
    code = "gate_frozen"
    sentence = N_("The phase %(phase)s has opened, so what it requires stays. Extend, advance or hold single teams.")


class RequirementTwice(Rule):
    code = "requirement_twice"
    sentence = N_("The deliverable %(key)s stands twice. Give each its own key.")


class PhaseAlreadyOpen(Conflict):
    code = "phase_already_open"
    sentence = N_("The phase %(phase)s has opened; its opening stays. Move its closing instead.")


class PhaseAlreadyClosed(Conflict):
    code = "phase_already_closed"
    sentence = N_("The phase %(phase)s has closed, for good. Extend single teams instead.")


class PhaseNotOpen(Rule):
    code = "phase_not_open"
    sentence = N_("The phase %(phase)s is not open. Wait for its opening, or move its window.")


class PhaseStillOpen(Rule):
    code = "phase_still_open"
    sentence = N_("The phase %(phase)s is still open. Close it first.")


class NotDue(Rule):
    code = "not_due"
    sentence = N_("This is not due before %(when)s. Wait until then.")


class TeamNotConfirmed(Rule):
    code = "team_not_confirmed"
    sentence = N_("The team has not reached its minimum yet. Complete it first.")


class TeamGone(Rule):
    code = "team_withdrawn"
    sentence = N_("The team has withdrawn from the edition. Nothing more can be done for it.")


class TeamStays(Rule):
    code = "team_not_withdrawn"
    sentence = N_("The team has not withdrawn. Withdraw the team itself.")


class JourneyOver(Rule):
    code = "journey_finished"
    sentence = N_("The team has finished its journey. Nothing more can be handed in or changed.")


class NotInPhase(Conflict):
    code = "not_in_phase"
    sentence = N_("The team is not in the phase %(phase)s now. Reload the page and look where it is.")


class AlreadyHeld(Conflict):
    code = "already_held"
    sentence = N_("The team is held already. Extend its deadline, or let it advance.")


class UnknownDeliverable(Rule):
    code = "unknown_deliverable"
    sentence = N_("The phase %(phase)s does not ask for %(deliverable)s. Choose one from the checklist.")


class DeliverableNotOpen(Rule):
    code = "deliverable_not_open"
    sentence = N_("This deliverable is not open to the team now. Deposit what its checklist or its tasks show.")


class DepositEmpty(Rule):
    code = "deposit_empty"
    sentence = N_("This deliverable needs a text or a link. Add one.")


class TextNeeded(DepositEmpty):
    code = "text_needed"
    sentence = N_("This deliverable needs a text. Write one.")


class LinkNeeded(DepositEmpty):
    code = "link_needed"
    sentence = N_("This deliverable needs a link. Add one.")


class FileNeeded(DepositEmpty):
    code = "file_needed"
    sentence = N_("This deliverable needs a file. Choose one.")


class FilesNotTaken(Rule):
    code = "files_not_taken"
    sentence = N_("This deliverable is not made of files. Write a text, or give a link.")


class FileUnknown(Rule):
    code = "file_unknown"
    sentence = N_("This file was not sent for this deliverable, or was taken back. Choose it again.")


class FileUnfinished(Rule):
    code = "file_unfinished"
    sentence = N_("The file %(name)s has not arrived yet. Wait until it has, then deposit.")


class LinkInvalid(Rule):
    code = "link_invalid"
    sentence = N_("%(link)s is not a web address. Begin it with https:// and leave no spaces.")


class ExtensionTooShort(Rule):
    code = "extension_too_short"
    sentence = N_("The phase is open until %(when)s anyway. Choose a later end for the extension.")


class ExtensionTooLong(Rule):
    code = "extension_too_long"
    sentence = N_("Pitch closes on %(when)s, and no extension goes beyond. Choose an earlier end, or advance the team.")
