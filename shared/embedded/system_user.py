"""The user that PostgreSQL runs as when we are root, whom it refuses to serve."""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_DATA = Path("/var/lib/borsen")


class DirectoryOutOfReach(Exception):
    """We, or the unprivileged user, cannot get to a directory."""


@dataclass(frozen=True)
class SystemUser:
    """A user by number."""

    name: str
    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Whether the mode bits let this user read `path`, or enter it if a directory, and all above it."""
        return all(self._may(part, stat.S_IXOTH) for part in path.absolute().parents) and self._may(
            path, stat.S_IXOTH if path.is_dir() else stat.S_IROTH
        )

    def own(self, path: Path) -> None:
        """Give this user a file or an empty directory."""
        os.chown(path, self.uid, self.gid)

    def _may(self, path: Path, bit: int) -> bool:
        status = path.stat()
        owner, group = bit << 6, bit << 3
        wanted = owner if status.st_uid == self.uid else group if status.st_gid == self.gid else bit
        return bool(status.st_mode & wanted)


def unprivileged_user() -> SystemUser | None:
    """`nobody` when we are root; None when we are somebody already."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return SystemUser(entry.pw_name, entry.pw_uid, entry.pw_gid)


def default_data_directory(checkout: Path) -> Path:
    """Where the data of a checkout lives: inside it, or under `/var/lib/borsen` when root keeps it private."""
    inside = checkout / ".borsen" / "data"
    user = unprivileged_user()
    if user is None or user.reaches(next(path for path in (inside, *inside.parents) if path.exists())):
        return inside
    return SYSTEM_DATA / hashlib.sha256(os.fsencode(checkout)).hexdigest()[:12]


def make_reachable(directory: Path) -> None:
    """Make a directory and what is missing above it such that every user can pass through, none can list.

    Raises:
        DirectoryOutOfReach: it cannot be made.
    """
    try:
        if not directory.exists():
            make_reachable(directory.parent)
            directory.mkdir(exist_ok=True)
            directory.chmod(0o711)
    except OSError as error:
        raise DirectoryOutOfReach(f"{directory} cannot be made: {error.strerror}") from error


def readable_copy(source: Path, target: Path) -> Path:
    """A copy of a directory that every user can read, made once and then kept as `target`.

    Root's own checkouts often lie where no other user may look. Two processes that copy at once are harmless:
    a copy appears whole or not at all.
    """
    if target.is_dir():
        return target
    make_reachable(target.parent)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        shutil.copytree(source, fresh, symlinks=True, dirs_exist_ok=True)
        for path in [fresh, *fresh.rglob("*")]:
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & stat.S_IXUSR else 0o444))
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not target.is_dir():
            raise
    return target
