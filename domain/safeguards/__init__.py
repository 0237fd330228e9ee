"""What must never happen to a person in the NRM, as checks over the state of a case.

The reports that watched the NRM from its beginning found the same things going wrong again and again. Each of them is
a small function here, named for what it looks for; `SAFEGUARDS` is the whole list, with whom to tell, the article of
the Convention and the complaint. A check yields the number of each event it has a concern about: that, with the check's
name, is the concern, which is raised once while it lasts and cleared when it no longer stands.

A check looks at what is on record and, where it must, at which provision was in force; never at the time. What needs
time to pass is a clock of the rule-book, and a check can rest on the breach it leaves. Time alone ends a concern in one
way only: nobody is a child after the month in which they turn 18. Where nobody knows (which prison, whether there was a
plan) nothing is raised. Because an account written elsewhere is silent about most things, a check that rests on silence
is not made of what it tells, only of what was recorded since.

`table.py` is the list, the strands beside it the checks; `spells.py` finds when each concern stood. Read next:
`domain/referral/concerns.py`, which raises, clears and disproves.
"""

from domain.safeguards.safeguard import Safeguard
from domain.safeguards.spells import Spell, moments, stood
from domain.safeguards.table import SAFEGUARDS, concerns, next_end

__all__ = ["SAFEGUARDS", "Safeguard", "Spell", "concerns", "moments", "next_end", "stood"]
