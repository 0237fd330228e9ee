"""An interpreter, the packages it needs and this checkout, copied to where every account can reach them.

For tests that run as an ordinary user on a machine where all of that lies below a folder which only its owner may
enter, such as the home of root. What every account can read is copied too: the test is the same wherever it runs.
"""

import os
import shutil
import stat
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from workers.settings import CHECKOUT

NOT_NEEDED = shutil.ignore_patterns("site-packages", "dist-packages", "test", "__pycache__", ".*")


@dataclass(frozen=True)
class Reached:
    """Where the copies are: what to run, and the environment to run it in."""

    python: Path
    environment: dict[str, str]


def copied_to(folder: Path, packages: frozenset[str]) -> Reached:
    """Copy this interpreter, the named installed packages and the checkout's own below `folder`, for all to read."""
    standard = Path(sysconfig.get_path("stdlib"))
    _copy(standard, folder / sys.platlibdir / standard.name)
    python = folder / "bin" / standard.name
    _copy(Path(os.path.realpath(sys.executable)), python)
    for library in Path(sysconfig.get_config_var("LIBDIR")).glob(f"{sysconfig.get_config_var('LDLIBRARY')}*"):
        _copy(library, folder / "shared" / library.name)
    for own in CHECKOUT.glob("*/__init__.py"):
        _copy(own.parent, folder / "checkout" / own.parent.name)
    for found in Path(sysconfig.get_path("purelib")).iterdir():
        if found.name.partition("-")[0].partition(".")[0] in packages:
            _copy(found, folder / "packages" / found.name)
    _open(folder)
    return Reached(python, _environment(folder))


def _environment(folder: Path) -> dict[str, str]:
    return {
        "PYTHONHOME": str(folder),
        "PYTHONPATH": os.pathsep.join((str(folder / "checkout"), str(folder / "packages"))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LD_LIBRARY_PATH": str(folder / "shared"),
    }


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=NOT_NEEDED, ignore_dangling_symlinks=True)
    else:
        shutil.copy2(source, target)


def _open(folder: Path) -> None:
    """Let every account read what was copied, whatever mask its originals were made under."""
    for made in (folder, *folder.rglob("*")):
        runs = made.is_dir() or made.stat().st_mode & stat.S_IXUSR
        made.chmod(made.stat().st_mode | (0o555 if runs else 0o444))
