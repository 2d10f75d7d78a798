"""What is read of the environment, and refused of it in one line that names the setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from idarathon.settings import InvalidSetting, read

SMTP = "smtp://mail.test.invalid"


@pytest.mark.parametrize(
    ("mail", "sender"),
    [(SMTP, "idarathon@pilote.test.invalid"), (f"{SMTP}?from=avis@test.invalid", "avis@test.invalid")],
    ids=["our own host", "named"],
)
def test_from_whom_mails_come(tmp_path: Path, mail: str, sender: str) -> None:
    environ = {"IDARATHON_MAIL_URL": mail, "IDARATHON_BASE_URL": "https://pilote.test.invalid"}
    assert read(environ, data=tmp_path).sender == sender


@pytest.mark.parametrize("value", ["http://mail.test.invalid", f"{SMTP}?from=nobody", f"{SMTP}?from=a@b%0d%0aBcc:c@d"])
def test_a_mail_server_that_cannot_be_used_is_named_at_the_start(tmp_path: Path, value: str) -> None:
    with pytest.raises(InvalidSetting, match="IDARATHON_MAIL_URL"):
        read({"IDARATHON_MAIL_URL": value}, data=tmp_path)
