"""When a team that has more time than the others is reminded of its own deadline."""

from events.message import Event
from idarathon.phases import commands as ask
from idarathon.phases import events as was
from idarathon.phases.decider import refusals as no
from idarathon.phases.decider.state import Scene
from idarathon.phases.decider.windows import overtaken
from idarathon.phases.events import AHEAD


def remind(scene: Scene, command: ask.RemindTeam) -> list[Event]:
    """Once each, while it is of use: an extension that does not outlast the phase is none, its closing is recalled."""
    state, step, until = scene.state, scene.step, scene.state.extension
    if until is None or not state.here or not state.extended(scene.stamp.at) or until <= step.ends_at:
        return []
    left = until - scene.stamp.at
    if overtaken(command.before, left) or command.before in state.reminded or not state.missing(step.gate):
        return []
    if left > AHEAD[command.before]:
        raise no.NotDue(when=scene.wall(until))
    return [was.JourneyReminded(**scene.ids, before=command.before, until=until)]
