"""The pages of `docs/` that the code writes itself: the safeguards, who may ask for what, and the path.

It stands among the tests because it is a tool of those who change the code, never part of what is deployed.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from desk.questions import QUESTIONS
from domain.roles import PERMITTED, PERMITTED_IN_PROSECUTIONS, PERMITTED_IN_SETTINGS, Role
from domain.safeguards import SAFEGUARDS, Safeguard
from tests.support.every_way import NOTHING, Step, search

_WRITTEN = "<!-- `make docs` writes this page from the code; a test compares them. -->\n"
_ENDED = ("withdrawn", "closed")


def safeguards() -> str:
    """From complaint to check to article to test."""
    rows = [_safeguard(safeguard) for safeguard in SAFEGUARDS.values()]
    return f"""{_WRITTEN}
# Safeguards

What the reports that watched the National Referral Mechanism found going wrong, and the check that sees it. A check is
a function over what is on record about a case. It is made after every command and whenever time is passed: what stands
is raised as an event, once while it lasts, with whom to tell; what no longer stands is cleared as an event, and raised
again if it returns. What was over before anybody recorded it is raised and cleared with its own dates, and what never
was so is disproved. `nrm safeguards` lists what is raised, `nrm show CASE` what was raised of one case.

Articles are those of the Council of Europe Convention on Action against Trafficking in Human Beings (CETS 197). Each
test is a case of `tests/domain/test_safeguards.py`; run it with `pytest tests/domain/test_safeguards.py -k NAME`.

Checks marked * conclude from something not being on record. They are not made of what an imported account tells, which
is silent about most things, but of everything that is recorded after it. Of an account the others find what stands at
its end, and what was over by then where it certainly lasted.

{_table(("Complaint", "Report", "Check", "Seen as", "Article", "Tells", "Test"), rows)}"""


def roles() -> str:
    """Who may ask for what."""
    return f"""{_WRITTEN}
# Roles

Who may ask for what, from the tables in `domain/roles.py`. Whoever is not named beside a command may not ask for it,
at any stage. A test asks every command in every role at every stage of the path.

Auditors read all history, rapporteurs statistics only, administrators settings only: none of them changes a case. What
only the engine asks for no person can ask. A head of unit is told what stayed undone longest: they acknowledge it and
write on file, and decide nothing of a case. The second reviewer of a decision is never whoever made it, whatever their
role.

Everybody who writes may ask for `correct-fact`; but an event is corrected only by whoever may ask for what records it,
or by a team leader. Whoever made a decision never corrects its review, nor the reviewer the decision, whatever their
role. What the engine put on record nobody corrects.

## Cases

{_permissions(PERMITTED)}
## Prosecutions of traffickers

{_permissions(PERMITTED_IN_PROSECUTIONS)}
## Settings

{_permissions(PERMITTED_IN_SETTINGS)}
## Who may read what

Who may ask what, from the table in `desk/questions.py`. All reading goes through one door, which asks this table first;
a test asks every question in every role. `nrm` holds whoever reads to the role that they say, with `--role` or
`NRM_ROLE`. Nobody has to say one: who can open the folder of a stack can read its database too, until people sign in.

{_permissions(QUESTIONS, "Question")}"""


def path() -> str:
    """The stages and what leads from one to another."""
    steps = search()[1]
    live = [step for step in steps if step.before not in _ENDED]
    reopened = sorted({(step.before, step.after) for step in steps if step.before in _ENDED})
    rows = [(f"`{before}`", f"`{after}`") for before, after in reopened]
    return f"""{_WRITTEN}
# The path

Every stage of a case, and every command that leads from one to another. It was found by asking: every command in every
way, of a case at every stage, with and without a challenge open. Commands that leave the stage as it is are not drawn;
what is true beside it (missing, held, supported, disqualified, charged) stands in the strands of a case. A correction
can take a case to wherever it would have been without the error.

```mermaid
stateDiagram-v2
{_diagram(live)}
```

A case that has ended and is reopened goes on where it stood.

{_table(("Ended as", "Reopened to"), rows)}"""


PAGES: Mapping[str, Callable[[], str]] = {"safeguards.md": safeguards, "roles.md": roles, "path.md": path}


def _safeguard(safeguard: Safeguard) -> tuple[str, ...]:
    check = f"{safeguard.check.__module__.rpartition('.')[2]}.{safeguard.check.__name__}"
    silence = "\\*" if safeguard.rests_on_silence else ""
    return (
        safeguard.complaint,
        "; ".join(safeguard.reports),
        f"`{check}`{silence}",
        f"{safeguard.title} ({safeguard.severity})",
        safeguard.article,
        safeguard.tell,
        f"`{safeguard.id}`",
    )


def _permissions(table: Mapping[str, frozenset[Role]], asked: str = "Command") -> str:
    rows = [
        (f"`{command}`", ", ".join(role.value.replace("-", " ") for role in Role if role in table[command]))
        for command in table
    ]
    return _table((asked, "Who may ask"), rows)


def _diagram(steps: Sequence[Step]) -> str:
    places = sorted({step.before for step in steps} | {step.after for step in steps} - {NOTHING})
    named = [f'    state "{place.replace("-", " ")}" as {_id(place)}' for place in places if place != NOTHING]
    return "\n".join(named + _arrows(steps))


def _arrows(steps: Sequence[Step]) -> list[str]:
    drawn: list[str] = []
    for (before, after), along in groupby(sorted(steps), key=lambda step: (step.before, step.after)):
        said = "<br/>".join(_said(list(alike)) for _, alike in groupby(along, key=lambda step: step.command))
        drawn.append(f"    {'[*]' if before == NOTHING else _id(before)} --> {_id(after)}: {said}")
    return drawn


def _said(alike: Sequence[Step]) -> str:
    choices = " or ".join(step.choice for step in alike if step.choice)
    return f"{alike[0].command} {choices}".strip()


def _id(stage: str) -> str:
    return stage.replace("-", "_")


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
