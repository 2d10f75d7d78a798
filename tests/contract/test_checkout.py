"""What a checkout holds: files of our own, and nothing that points out of it.

A link to a folder of one machine passes there and breaks every other checkout: `.cache` was committed as such
a link once, and no browser could be unpacked anywhere else.
"""

import subprocess
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FILE_MODES: Final = {"100644", "100755"}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_only_plain_files_are_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    modes = {line.split("\t")[1]: line.split()[0] for line in listed.splitlines()}
    assert {name: mode for name, mode in modes.items() if mode not in FILE_MODES} == {}
