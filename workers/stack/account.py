"""Whose processes and folders: the account PostgreSQL runs under, and folders that are private to it.

PostgreSQL refuses to run as root. Root therefore steps down: to the owner of a database that is already there, or
else to `nobody`. That account has to be able to walk to the binaries and to the data, which it cannot below a 0700
home; `place.py` decides where things go then. Anybody else runs everything as themselves.
"""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Code, Unavailable

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """An account other than root that a child process is started under."""

    uid: int
    gid: int


def account_for(database: Path) -> Account | None:
    """Return the account PostgreSQL must be started under; None when it is the one we already have."""
    if os.geteuid() != 0:
        return None
    if database.exists() and database.stat().st_uid != 0:
        owner = database.stat()
        return Account(owner.st_uid, owner.st_gid)
    entry = pwd.getpwnam(UNPRIVILEGED)
    return Account(entry.pw_uid, entry.pw_gid)


def reachable(path: Path, account: Account) -> bool:
    """Whether the account may pass every folder on the way to `path`, and `path` itself; what is absent is no bar."""
    return all(_may_pass(step.stat(), account) for step in (path, *path.parents) if step.exists())


def _may_pass(step: os.stat_result, account: Account) -> bool:
    if step.st_uid == account.uid:
        return bool(step.st_mode & stat.S_IXUSR)
    if step.st_gid == account.gid:
        return bool(step.st_mode & stat.S_IXGRP)
    return bool(step.st_mode & stat.S_IXOTH)


def private_folder(path: Path, account: Account | None = None) -> Path:
    """Make `path` a folder that only its owner can enter, or refuse one that somebody else made or opened up."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return _checked(path, account)
    if account:
        os.lchown(path, account.uid, account.gid)
    return path


def _checked(path: Path, account: Account | None) -> Path:
    found = path.lstat()
    owner = account.uid if account else os.geteuid()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise Unavailable(Code.STACK_FAILED, f"{path} must be a folder that only its owner can enter.")
    return path
