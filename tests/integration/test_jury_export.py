"""The palmarès of an exported instance, computed anew on a fresh one: the same."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from idarathon import archive
from idarathon.files.storage import Files
from idarathon.jury import reads
from idarathon.people.reads import viewer_of
from idarathon.prizes import commands as prizes
from idarathon.prizes.reads import palmares
from idarathon.viewer import PUBLIC
from tests.integration.test_archive import silent
from tests.support.panel import Panel
from tests.support.scene import Scene


@pytest.mark.world("decided")
async def test_the_palmares_of_an_import_is_that_of_the_export(
    scene: Scene, panel: Panel, database: str, second_database: str, tmp_path: Path
) -> None:
    await scene.send(
        prizes.OpenCeremony(edition=scene.edition),
        *(panel.reveal(prize) for prize in reversed(panel.prizes)),
        prizes.CloseCeremony(edition=scene.edition),
    )
    await scene.engine.quiet()
    one, other = await asyncpg.connect(database), await asyncpg.connect(second_database)
    try:
        await archive.write(one, Files(tmp_path / "one"), tmp_path / "instance.zip", silent)
        await archive.read(other, Files(tmp_path / "other"), tmp_path / "instance.zip", silent)
        assert await palmares(other, PUBLIC, scene.edition) == await palmares(one, PUBLIC, scene.edition)
        viewer = await viewer_of(other, panel.president)
        jury = await reads.jury(other, viewer, scene.edition)
        assert jury is not None and jury == await reads.jury(one, viewer, scene.edition)
        assert await reads.results(other, viewer, jury) == await reads.results(one, viewer, jury)
        shown = await palmares(other, PUBLIC, scene.edition)
        assert [[team.team for team in prize.winners] for prize in shown.prizes] == [[one] for one in panel.teams[:2]]
    finally:
        await one.close()
        await other.close()
