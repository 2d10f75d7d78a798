"""What a form shows: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from markupsafe import Markup, escape
from msgspec import Struct, field

from events.message import new_id
from web.cautions import WARNED, Warned


class FormError(Struct, frozen=True):
    """One line of the error summary. ``field`` is "" for what concerns the whole form."""

    field: str
    message: str


class FormState(Struct, frozen=True, kw_only=True):
    """In a template: ``form.value("name")``, ``form.errors``, and ``{{ form.hidden }}`` right after csrf_input.

    ``id`` is the command's: a form that is sent twice asks for one thing. ``name`` tells the forms of one page apart.
    ``cautions``: what to look at twice before sending it again; ``warned`` then confirms it.
    """

    name: str = ""
    id: UUID = field(default_factory=new_id)
    expected_version: int | None = None
    values: Mapping[str, list[str]] = field(default_factory=dict)
    errors: tuple[FormError, ...] = ()
    cautions: tuple[Warned, ...] = ()
    warned: str = ""
    status: int = 200

    def value(self, name: str, default: str = "") -> str:
        """What was typed into a field; ``default`` when the form is shown for the first time."""
        typed = self.values.get(name)
        if typed is None:
            return "" if self.values else default
        return typed[0]

    def chosen(self, name: str, default: tuple[str, ...] = ()) -> list[str]:
        """What was ticked among several boxes of the same name."""
        return list(self.values.get(name, [] if self.values else default))

    @property
    def hidden(self) -> Markup:
        """The hidden fields ``id``, ``expected_version``, ``form`` and ``warned``."""
        version = "" if self.expected_version is None else str(self.expected_version)
        fields = {"id": str(self.id), "expected_version": version, "form": self.name, WARNED: self.warned}
        drawn = (
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items() if value
        )
        return Markup("".join(drawn))  # noqa: S704 (the names are ours; a page of people has a hundred of these)
