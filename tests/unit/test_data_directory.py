"""Where the data cannot be kept, the reason is one line."""

from pathlib import Path

import pytest

from shared.embedded.lock import DirectoryLock
from shared.embedded.system_user import DirectoryOutOfReach, make_reachable


def test_a_directory_that_cannot_be_made_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "data"
    with pytest.raises(DirectoryOutOfReach, match=f"^{below} cannot be made: Not a directory$"):
        make_reachable(below)


async def test_a_directory_that_cannot_be_written_to_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "lock").mkdir()
    with pytest.raises(DirectoryOutOfReach, match=f"^{tmp_path} cannot be written to: Is a directory$"):
        await DirectoryLock(tmp_path).acquire()
