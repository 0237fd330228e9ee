"""The clocks of a case: what each says, and the whole sum behind it.

`Runs` follow from two things: what a case tells (`Told`: its facts, the nation that decides it, and where an account
ends) and the rule-book. They know no time: each run is paired, summed and closed once, and then says what it says `at`
any instant, or by the facts alone; `explained` is the same with the sum told day by day. The rules, in order:

 1. A clock is a budget and a ledger. The budget is the length in the rule; pauses and extensions are entries. No due
    date is ever stored or moved: it is summed again from the facts each time.
 2. A run begins with a start, unless the rule is for others (for adults or children only, or for one kind of body),
    or names something already on record that rules it out. The version in force on that London day governs the run to
    its end; a later change of law never moves it. A start while a run is open changes nothing; after it has closed or
    run out, it is a second run. Where the rule has one run for each start, each has its own at once.
 3. The last day counts to its end, at midnight in London. What happens in the first instant after it is late. Where
    the rule says so, a last day on which no office is open moves to the next on which one is.
 4. The first stop after the start closes a run: in time, it is met; late, it is a breach that has been cured. What
    names another beginning than that of the run does not close it. Withdrawal and closure end a run that is not yet
    due; of one already late they cure nothing, but where nothing is owed any more, its breach has ended. So has a run,
    and its breaches, when the decision it rests on no longer stands. Where the rule names what undoes an end, such as
    reopening the case, an end that was undone is none, and no time is given back. What hands a run over to another
    clock ends it only where that other one runs from the same day.
 5. Without `now`, time has not been consulted: an open deadline is running, however old it is. With `now`, a deadline
    whose last day has passed is breached, and its lateness grows by the calendar day; where the person was withdrawn
    or the case suspended on some of those days, the reading says so and does not judge it. A target is counted as a
    deadline is; only the words differ, because it is an aim.
 6. A protected period has a minimum, and the statutory one also lasts until the conclusive grounds decision. What must
    not happen inside it is a breach of its own, cured by what undoes it; so is a period that was never given. A window
    lapses and is no breach, but a step that must not be taken inside it is. Any fact dated after the end of a period
    or window proves that it has ended.
 7. An age clock has no limit. It never breaches; it shows how long somebody has waited.
 8. A date known only to its month or year is never turned into a day. From such a start nothing is counted: the
    clock says `cannot_compute`, why, and between which bounds. Such a stop is judged where every day it can have
    been gives the same answer, and only there. What nobody dated and a later fact shows to have been done is judged
    in the same way: it came by the day of that fact.
 9. Outside the United Kingdom, before the rule-book begins and past the horizon of a calendar nothing is counted, and
    the reading says so.

`all_runs.py` is the one object that is asked. `facts.py` puts facts in order, `proofs.py` says what they show of
others, `case.py` and `runs.py` pair starts with closings, `ledger.py` sums, and `deadline.py`, `protected.py` and
`age.py` each read one kind of clock; `adverse.py` and `beginning.py` find what was done inside a period and what was
not; `idle.py` counts the days on which nothing could be done, and `ages.py` whether the person was a child. `steps.py`
tells a sum day by day. None of them knows the hour, a file or a case's state.
"""

from domain.clocks.all_runs import Runs
from domain.clocks.explaining import Explanation
from domain.clocks.facts import Fact, Told
from domain.clocks.reading import Finding, Reading, RungInstant, Status
from domain.clocks.steps import Step

__all__ = ["Explanation", "Fact", "Finding", "Reading", "RungInstant", "Runs", "Status", "Step", "Told"]
