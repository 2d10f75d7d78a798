"""What a facilitator has to do now, as verbs: out of what the board has read already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from idarathon.editions.reads import ChecklistItem
from idarathon.errors import N_
from idarathon.mentoring.reads import Quiet
from idarathon.phases.reads import REMIND, BoardCount, BoardRow, PhaseWindow, Unconfirmed
from web import i18n
from web.i18n import Lang, Translator, translator
from web.words import ITEM, Words

MOST = 5  # tasks of one kind; the rest is one more line
FEW = 2  # of what can wait
SOON = timedelta(hours=72)


class Task(Struct, frozen=True, kw_only=True):
    """A line of parts/lists.html's task_list."""

    href: str
    label: str
    hint: str = ""
    status: str = ""
    status_label: str = ""


class Situation(Struct, frozen=True, kw_only=True):
    """Where the edition is. ``rows``: the worst teams; ``late``: teams with a deposit that waits for a decision.
    ``quiet``: teams without a coaching note for a while; ``reassign``: a mentor has left, and a new proposal waits;
    ``runs``: the viewer can do something about it, and is not only an observer."""

    base: str
    runs: bool
    lang: Lang
    now: datetime
    team_min: int
    phases: Sequence[PhaseWindow]
    rows: Sequence[BoardRow]
    counts: Sequence[BoardCount]
    unconfirmed: Sequence[Unconfirmed]
    items: Sequence[ChecklistItem]
    titles: Mapping[str, str]
    late: frozenset[str] = frozenset()
    quiet: Sequence[Quiet] = ()
    reassign: bool = False

    @property
    def words(self) -> Translator:
        """The messages of the page's language."""
        return translator(self.lang)


def item_words(item: str, lang: Lang) -> str:
    """What an item of a checklist is called."""
    return translator(lang).gettext(ITEM[item]) if item in ITEM else item


def tasks(at: Situation) -> list[Task]:
    """What to do, the most urgent first. Observers see what concerns teams, and no link to a form of the edition's."""
    kinds: tuple[Callable[[Situation], Iterator[Task]], ...] = (_held, _closing, _mentors, _small)
    if at.runs:
        kinds = (_plan, *kinds, _items)
    return [task for kind in kinds for task in kind(at)]


def _plan(at: Situation) -> Iterator[Task]:
    if not at.phases:
        yield Task(href=f"{at.base}/programme/edit", label=at.words.gettext("Plan the five phases"), status="todo")


def _held(at: Situation) -> Iterator[Task]:
    held = [row for row in at.rows if row.word == "held"]
    held.sort(key=lambda row: row.slug not in at.late)
    for row in held[:MOST]:
        late = row.slug in at.late
        yield Task(
            href=f"{at.base}/board/teams/{row.slug}",
            label=at.words.gettext("Decide for the team %(team)s", team=row.name),
            hint=_held_hint(at, row, late),
            status="late" if late else "held",
            status_label=at.words.gettext("Late deposit") if late else "",
        )
    total = sum(one.teams for one in at.counts if one.word == "held")
    if total > len(held[:MOST]):
        label = at.words.ngettext("See %(num)s team to be completed", "See all %(num)s teams to be completed", total)
        yield Task(href=f"{at.base}/board?status=held#list", label=label, status="held")


def _held_hint(at: Situation, row: BoardRow, late: bool) -> str:
    parts = [Words(at.lang).phase(row.phase)]
    if row.missing:
        missing = i18n.comma(at.lang).join(at.titles.get(key, key) for key in row.missing)
        parts.append(at.words.gettext("Missing: %(what)s", what=missing))
    if late:
        parts.append(at.words.gettext("what came late counts once you extend or advance"))
    return " · ".join(parts)


def _closing(at: Situation) -> Iterator[Task]:
    for one in at.phases:
        left = one.ends_at - at.now
        if one.opened_at is None or one.closed_at or not timedelta(0) < left <= SOON:
            continue
        gaps = sum(c.teams for c in at.counts if c.phase == one.phase and c.word in REMIND)
        if gaps:
            yield Task(
                href=f"{at.base}/board?phase={one.phase}&status=remind#list",
                label=at.words.ngettext(
                    "Remind %(num)s team: %(phase)s closes %(left)s",
                    "Remind %(num)s teams: %(phase)s closes %(left)s",
                    gaps,
                    phase=Words(at.lang).phase(one.phase),
                    left=i18n.relative(left, at.lang),
                ),
                hint=i18n.day_time(one.ends_at, at.lang),
                status="late" if left < timedelta(hours=24) else "todo",
                status_label=_standing(at.lang, "urgent" if left < timedelta(hours=24) else "watch"),
            )


def _mentors(at: Situation) -> Iterator[Task]:
    """What coaching needs: a mentor to be replaced, teams about which nobody has written for seven days."""
    if at.reassign:
        label = at.words.gettext("Publish the new proposal of mentors")
        yield Task(
            href=f"{at.base}/manage/mentors", label=label, hint=at.words.gettext("A mentor has left."), status="todo"
        )
    for one in at.quiet[:FEW]:
        days = (at.now - one.since).days
        day = i18n.date_text(one.last, at.lang, year=False) if one.last else ""
        yield Task(
            href=f"{at.base}/board/teams/{one.slug}#coaching",
            label=at.words.gettext("Ask the mentors about the team %(team)s", team=one.name),
            hint=at.words.gettext("Last coaching note: %(when)s", when=day)
            if day
            else at.words.gettext("No coaching note yet"),
            status="waiting",
            status_label=at.words.ngettext("%(num)s day without a note", "%(num)s days without a note", days),
        )
    if len(at.quiet) > FEW:
        more = len(at.quiet) - FEW
        rest = at.words.ngettext(
            "%(num)s more team without a coaching note", "%(num)s more teams without a coaching note", more
        )
        yield Task(href=f"{at.base}/manage/mentors", label=rest, status="waiting")


def _small(at: Situation) -> Iterator[Task]:
    """Teams without their minimum, at first or again."""
    label = N_("Complete the team %(team)s")
    teams = f"{at.base}/manage/teams" if at.runs else f"{at.base}/board/teams"
    small = [
        Task(
            href=f"{teams}/{one.slug}",
            label=at.words.gettext(label, team=one.name),
            hint=at.words.ngettext(
                "%(num)s member of at least %(least)s: not examined until then",
                "%(num)s members of at least %(least)s: not examined until then",
                one.members,
                least=at.team_min,
            ),
            status="waiting",
            status_label=_standing(at.lang, "unconfirmed"),
        )
        for one in at.unconfirmed
    ]
    small += [
        Task(
            href=f"{teams}/{row.slug}",
            label=at.words.gettext(label, team=row.name),
            hint=at.words.gettext("It goes on, but has fewer members than it needs."),
            status="conditional",
            status_label=at.words.gettext("Below the minimum"),
        )
        for row in at.rows
        if row.below_minimum and row.word != "withdrawn"
    ]
    yield from small[:MOST]
    if len(small) > MOST:
        rest = at.words.ngettext("Complete %(num)s more team", "Complete %(num)s more teams", len(small) - MOST)
        yield Task(href=teams if at.runs else f"{at.base}/board", label=rest)


def _items(at: Situation) -> Iterator[Task]:
    today = at.now.astimezone(i18n.MOROCCO).date()
    for item in at.items:
        if item.done_at is None and item.due is not None and item.due < today:
            yield Task(
                href=f"{at.base}/settings#{item.stage}",
                label=at.words.gettext("Finish “%(item)s”", item=item_words(item.item, at.lang)),
                hint=at.words.gettext("Was due on %(day)s", day=i18n.date_text(item.due, at.lang)),
                status="late",
                status_label=at.words.gettext("Overdue"),
            )


def _standing(lang: Lang, word: str) -> str:
    return Words(lang).standing(word)[2]
