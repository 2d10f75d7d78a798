"""The words for codes, the same on every page: stages, phases, roles, and where a team stands.

In templates ``words`` is this module's Words: ``{{ words.stage("execution") }}``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from idarathon.errors import N_
from idarathon.phases.events import PHASES
from idarathon.phases.reads import BoardRow
from web.i18n import NP_, Lang, comma, date_text, relative, translator

STAGE: Final = {
    "preparation": N_("Preparation"),
    "challenge_definition": N_("Challenge definition"),
    "execution": N_("Execution"),
    "reporting": N_("Reporting and action plan"),
}
# In the context "phase": elsewhere these words mean something else.
PHASE: Final = {
    "inspiration": NP_("phase", "Inspiration"),
    "definition": NP_("phase", "Definition"),
    "ideation": NP_("phase", "Ideation"),
    "prototyping": NP_("phase", "Prototyping and testing"),
    "pitch": NP_("phase", "Pitch"),
}
ROLE: Final = {
    "admin": N_("Administrator"),
    "facilitator": N_("Facilitator"),
    "mentor": N_("Mentor"),
    "member": N_("Member"),
    "lead": N_("Team lead"),
    "juror": N_("Juror"),
    "president": N_("President of the jury"),
    "owner": N_("Challenge owner"),
    "focal": N_("Focal point"),
    "observer": N_("Observer"),
    "agent": N_("Civil servant"),
    "system": N_("The platform"),
}
# Where a team stands: tone, icon, words.
STANDING: Final = {
    "up_to_date": ("good", "check", N_("Up to date")),
    "in_progress": ("calm", "play", N_("In progress")),
    "watch": ("care", "clock", N_("To watch")),
    "urgent": ("bad", "alert", N_("Urgent")),
    "held": ("care", "pause", N_("To be completed")),
    "extended": ("calm", "clock", N_("Deadline extended")),
    "withdrawn": ("plain", "leave", N_("Withdrawn")),
    "unconfirmed": ("plain", "dot", N_("Not confirmed yet")),
}
JOURNEY: Final = {
    "in": N_("In this phase"),
    "waiting": N_("Waits for this phase"),
    "held": N_("To be completed"),
    "finished": N_("All phases passed"),
    "withdrawn": N_("Withdrawn"),
}
CHALLENGE: Final = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "changes_requested": N_("Changes requested"),
    "approved": N_("Approved"),
    "published": N_("Published"),
    "closed": N_("Closed"),
}

# The items of a new edition's checklists; those that people add keep their own words.
ITEM: Final = {
    "programme": N_("Programme"),
    "facilitators": N_("Facilitators and mentors"),
    "communication": N_("Communication plan"),
    "rules": N_("Rules"),
    "jury": N_("Jury"),
    "partners": N_("Partners"),
}
SKILL: Final = {
    "design": N_("Design of services"),
    "research": N_("Interviews with users"),
    "digital": N_("Digital tools"),
    "data": N_("Data"),
    "law": N_("Law"),
    "finance": N_("Budget and procurement"),
    "communication": N_("Communication"),
    "change": N_("Conduct of change"),
    "pitch": N_("Speaking in public"),
}
REGION: Final = {
    "tanger-tetouan-al-hoceima": N_("Tangier-Tetouan-Al Hoceima"),
    "oriental": N_("Oriental"),
    "fes-meknes": N_("Fez-Meknes"),
    "rabat-sale-kenitra": N_("Rabat-Salé-Kénitra"),
    "beni-mellal-khenifra": N_("Béni Mellal-Khénifra"),
    "casablanca-settat": N_("Casablanca-Settat"),
    "marrakech-safi": N_("Marrakesh-Safi"),
    "draa-tafilalet": N_("Drâa-Tafilalet"),
    "souss-massa": N_("Souss-Massa"),
    "guelmim-oued-noun": N_("Guelmim-Oued Noun"),
    "laayoune-sakia-el-hamra": N_("Laâyoune-Sakia El Hamra"),
    "dakhla-oued-ed-dahab": N_("Dakhla-Oued Ed-Dahab"),
}
LEVEL: Final = {"central": N_("Central services"), "local": N_("Local services")}
GENDER: Final = {"woman": N_("Woman"), "man": N_("Man")}
# The fields of a profile that a person may show to others.
PROFILE: Final = {
    "directorate": N_("Department"),
    "region": N_("Region"),
    "level": N_("Central or local services"),
    "gender": N_("Gender"),
    "langs": N_("Languages"),
    "skills": N_("Skills"),
    "access_needs": N_("Accessibility needs"),
    "phone": N_("Telephone"),
}
SPOKEN: Final = {"fr": N_("French"), "ar": N_("Arabic"), "en": N_("English"), "zgh": N_("Amazigh")}
# Why a mentor and a team go together; "language:fr" and "skill:data" are made of the words above.
REASON: Final = {
    "kept": N_("stays with the team"),
    "theme": N_("same theme"),
    "by_hand": N_("chosen by hand"),
    "language": N_("speaks %(what)s"),
    "skill": N_("brings: %(what)s"),
}
LEFT_OVER: Final = {
    "no_mentor": N_("No mentor is described and available yet."),
    "directorate": N_("Every mentor is of the same directorate as a member of the team."),
    "capacity": N_("The mentors who could accompany it have no room left."),
}

# Where an application stands, and what a reader advises.
APPLICATION: Final = {
    "submitted": N_("Under study"),
    "selected": N_("Selected"),
    "waiting": N_("Waiting list"),
    "declined": N_("Not selected"),
    "withdrawn": N_("Taken back"),
}
ADVICE: Final = {"select": N_("Select"), "wait": N_("Put on the waiting list"), "decline": N_("Do not select")}


class Words:
    """The words in one language. An unknown code is shown as it is."""

    def __init__(self, lang: Lang) -> None:
        self._translator = translator(lang)

    def _of(self, known: dict[str, str], code: str) -> str:
        return self._translator.gettext(known[code]) if code in known else code

    def stage(self, code: str) -> str:
        return self._of(STAGE, code)

    def role(self, code: str) -> str:
        return self._of(ROLE, code)

    def journey(self, code: str) -> str:
        return self._of(JOURNEY, code)

    def challenge(self, code: str) -> str:
        return self._of(CHALLENGE, code)

    def phase(self, code: str) -> str:
        return self._translator.pgettext("phase", PHASE[code]) if code in PHASE else code

    def item(self, key: str) -> str:
        return self._of(ITEM, key) if key in ITEM else key

    def skill(self, code: str) -> str:
        return self._of(SKILL, code)

    def spoken(self, code: str) -> str:
        return self._of(SPOKEN, code)

    regions: Final = tuple(REGION)

    def application(self, code: str) -> str:
        return self._of(APPLICATION, code)

    def advice(self, code: str) -> str:
        return self._of(ADVICE, code)

    def region(self, code: str) -> str:
        return self._of(REGION, code)

    def level(self, code: str) -> str:
        return self._of(LEVEL, code)

    def gender(self, code: str) -> str:
        return self._of(GENDER, code)

    def profile(self, name: str) -> str:
        return self._of(PROFILE, name)

    def authorisation(self, by: str | None, denied: bool) -> str:
        """Whether a supervisor agrees, in a word or two."""
        if denied:
            return self._translator.gettext("Authorisation refused")
        if by is None:
            return self._translator.gettext("Authorisation awaited")
        if by == "file":
            return self._translator.gettext("Signed authorisation")
        return self._translator.gettext("Authorised by the focal point")

    def left_over(self, code: str) -> str:
        return self._of(LEFT_OVER, code)

    def reasons(self, codes: Sequence[str], teams: int = 0, most: int = 0) -> str:
        """« même thème, parle amazighe, 2 équipes sur 4 »; the last part when the mentor's load is given."""
        said = [self._reason(kind, whats) for kind, whats in _grouped(codes).items()]
        if most:
            said.append(
                self._translator.ngettext("%(num)s team of %(most)s", "%(num)s teams of %(most)s", teams, most=most)
            )
        return comma(self._translator.lang).join(said)

    def wanted(self, skills: Sequence[str], languages: Sequence[str]) -> str:
        """What a team looks for in a mentor, in one line."""
        return comma(self._translator.lang).join([*map(self.skill, skills), *map(self.spoken, languages)])

    def _reason(self, kind: str, whats: Sequence[str]) -> str:
        named = " / ".join((self.spoken(one) if kind == "language" else self.skill(one)).lower() for one in whats)
        return self._translator.gettext(REASON[kind], what=named) if kind in REASON else kind

    def standing(self, code: str) -> tuple[str, str, str]:
        """Tone, icon and words of where a team stands."""
        tone, icon, said = STANDING.get(code, ("plain", "dot", code))
        return tone, icon, self._translator.gettext(said)

    def left(self, row: BoardRow, now: datetime) -> str:
        """How long a team has, or since when it is held; "" when there is nothing to say."""
        if row.status in ("waiting", "finished"):
            return self.journey(row.status)
        if row.deadline and (row.status == "in" or row.extended):
            return relative(row.deadline - now, self._translator.lang)
        if row.status == "held":
            day = date_text(row.since, self._translator.lang, year=False)
            return self._translator.gettext("Since %(day)s", day=day)
        return ""

    @staticmethod
    def number(phase: str) -> int:
        """A phase's number, 1 to 5; 0 for what is none."""
        return next((place for place, one in enumerate(PHASES, 1) if one == phase), 0)


def _grouped(codes: Sequence[str]) -> dict[str, list[str]]:
    """``["theme", "skill:law", "skill:data"]`` as kinds, each with what it is about."""
    found: dict[str, list[str]] = {}
    for code in codes:
        kind, _, what = code.partition(":")
        found.setdefault(kind, []).extend([what] if what else [])
    return found
