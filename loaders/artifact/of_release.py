"""The build of a release: what its tag holds, built as on the day of the release, so that anybody can make it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from graph.errors import ReleaseRefused
from loaders.build import BuildPlan, build
from loaders.git.releases import releases_of, state_of
from loaders.git.repository import Repository
from loaders.progress import Progress, silent


def build_release(plan: BuildPlan, version: str, place: Path, say: Progress = silent) -> Path:
    """Build the release ``version`` of ``plan``'s content in the empty folder ``place``; return the builds' folder.

    Raises ReleaseRefused when there is no such release with its tag, or the tag holds something else than was released,
    RevisionMissing without Git, and what ``build`` raises.
    """
    release = next((each for each in releases_of(plan.content) if each.version == version), None)
    repository = Repository(plan.content)
    state = state_of(release, repository)[0] if release else "missing"
    if release is None or state == "missing":
        raise ReleaseRefused("untagged")
    if state == "moved":
        raise ReleaseRefused("moved")
    content = repository.copied(repository.commit(f"refs/tags/{version}"), place / "innhold")
    day = datetime.combine(release.day, time(), UTC)
    build(replace(plan, content=content, folder=place / "store", ledger=None, built=day), say)
    return place / "store"
