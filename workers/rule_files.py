"""The rule files of a deployment: those of this release, and the service standards that the deployment sets itself.

Whether files are a rule-book says `domain/rules/loader.py`, and whether they decide is for somebody to accept
(`activities/acceptance.py`).
"""

from pathlib import Path

from domain.errors import Code, Invalid
from domain.rules.loader import STANDARDS, parse
from domain.rules.model import RuleBook
from domain.rules.shelf import packaged_files
from domain.rules.source import refusal


def deployed_files(standards: Path | None) -> dict[str, str]:
    """The text of every rule file of this release, with the deployment's service standards; raises Invalid."""
    return _with_standards(packaged_files(), standards)


def deployed_rules(standards: Path | None, folder: Path | None = None) -> RuleBook:
    """The rule-book of this release or of a folder, with the deployment's service standards; raises Invalid.

    A fault in the file of the standards is told with the path by which the deployment knows that file.
    """
    try:
        return parse(files_in(folder, standards) if folder else deployed_files(standards))
    except Invalid as error:
        fault = error.message.removeprefix(f"{STANDARDS}:")
        if standards is None or fault == error.message or (folder and (folder / STANDARDS).is_file()):
            raise
        raise Invalid(error.code, f"{standards}:{fault}") from error


def files_in(folder: Path, standards: Path | None = None) -> dict[str, str]:
    """The text of every rule file below a folder, by its name there; raises Invalid.

    The deployment's service standards are added, unless the folder has its own.
    """
    if not folder.is_dir():
        raise Invalid(Code.INVALID_VALUE, "There is no such folder of rule files.")
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.yaml"))}
    return _with_standards({name: _text(name, path) for name, path in files.items()}, standards)


def _with_standards(files: dict[str, str], standards: Path | None) -> dict[str, str]:
    if standards is None or STANDARDS in files:
        return files
    return {**files, STANDARDS: _text(STANDARDS, standards)}


def _text(name: str, path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise refusal(name, 1, "this file is not text in UTF-8.") from error
    except OSError as error:
        raise refusal(name, 1, "this file cannot be read.") from error
