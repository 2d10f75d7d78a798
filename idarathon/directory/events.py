"""What happens to the organigram."""

from uuid import UUID

from events.message import Event
from idarathon.editions.events import Text

# The twelve regions of the Kingdom; their names are words of the pages (web/words.py).
REGIONS: tuple[str, ...] = (
    "tanger-tetouan-al-hoceima",
    "oriental",
    "fes-meknes",
    "rabat-sale-kenitra",
    "beni-mellal-khenifra",
    "casablanca-settat",
    "marrakech-safi",
    "draa-tafilalet",
    "souss-massa",
    "guelmim-oued-noun",
    "laayoune-sakia-el-hamra",
    "dakhla-oued-ed-dahab",
)


class AdministrationRegistered(Event, frozen=True, kw_only=True, tag="administration.registered"):
    """A ministry, agency or other body is in the directory."""

    administration: UUID
    name: Text
    kind: str | None = None


class DirectorateRegistered(Event, frozen=True, kw_only=True, tag="directorate.registered"):
    """A directorate of an administration is in the directory, with the region where it sits."""

    administration: UUID
    directorate: UUID
    name: Text
    region: str


EVENTS: tuple[type[Event], ...] = (AdministrationRegistered, DirectorateRegistered)
