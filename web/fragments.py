"""The public fragment of an edition: the phases and what just happened, drawn once per worker and language."""

from __future__ import annotations

from uuid import UUID

from events.reading import Reader
from idarathon.editions.reads import timeline
from idarathon.phases.reads import windows
from idarathon.viewer import PUBLIC
from web.i18n import Lang
from web.live import Render
from web.public import NEWS, tiles, titles
from web.rendering import fragment
from web.timeline import lines


def public_fragment(db: Reader) -> Render:
    """A function that draws the fragment as somebody who is not signed in may see it."""

    async def render(edition: UUID, lang: Lang) -> str:
        planned = await windows(db, edition)
        rows = await timeline(db, PUBLIC, edition, limit=NEWS)
        news = lines(rows, lang, titles(planned, lang))
        return fragment("live.html", lang, phases=tiles(planned, lang), news=news)

    return render
