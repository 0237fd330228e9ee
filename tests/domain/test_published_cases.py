"""Every clock of every published case, as a lawyer reads it: what can be computed, and what the sources leave open.

The sources are in `examples/published-cases.json`. An empty due day means that the judgment does not give the day on
which the clock began. Clocks about which an account says nothing at all are not listed.
"""

from datetime import UTC, datetime

import pytest

from cli.stack import PUBLISHED_CASES
from domain.clocks import Reading, Status
from domain.referral.accounts import Account, read_accounts
from domain.referral.commands.file import ImportedFact, ImportHistory
from domain.referral.decide import Context, decide
from domain.referral.events.file import FactNoted
from domain.referral.outlook import Outlook
from domain.referral.state import NoReferral
from domain.roles import Role
from domain.rules.shelf import published
from tests.support.casework import CASE, TEXT

ON = datetime(2026, 11, 2, 12, tzinfo=UTC)

EXPECTED = """
case                        clock                          status          began       due         ended       days late
KM-2024-EWHC-2870           recovery-period                cannot_compute
KM-2024-EWHC-2870           conclusive-grounds-decision    cannot_compute
KM-2024-EWHC-2870           support-after-negative         expired         2024-02-14  2024-02-27  2024-02-27
KM-2024-EWHC-2870           reconsideration-window         expired         2024-02-14  2024-03-14  2024-03-14
SAC-2025-EWHC-1400          reasonable-grounds-decision    cannot_compute
SAC-2025-EWHC-1400          support-after-negative         expired         2024-09-05  2024-09-18  2024-09-18
NRG-2025-EWHC-922           reasonable-grounds-decision    cannot_compute
NRG-2025-EWHC-922           support-after-negative         expired         2024-05-20  2024-06-03  2024-06-03
O-2019-EWHC-148             reasonable-grounds-decision    cannot_compute
O-2019-EWHC-148             recovery-period                cannot_compute
O-2019-EWHC-148             recovery-review                cannot_compute
O-2019-EWHC-148             support-england-wales          cannot_compute
O-2019-EWHC-148             conclusive-grounds-not-before  cannot_compute
O-2019-EWHC-148             conclusive-grounds-decision    cannot_compute
O-2019-EWHC-148             support-after-negative         cannot_compute
FH-2024-EWHC-1327           reasonable-grounds-decision    cannot_compute
FH-2024-EWHC-1327           recovery-period                cannot_compute
FH-2024-EWHC-1327           recovery-review                cannot_compute
FH-2024-EWHC-1327           support-england-wales          cannot_compute
FH-2024-EWHC-1327           conclusive-grounds-not-before  cannot_compute
FH-2024-EWHC-1327           conclusive-grounds-decision    cannot_compute
FH-2024-EWHC-1327           move-on-support                cannot_compute
R-HAM-2015-EWHC-1725        reasonable-grounds-decision    cannot_compute
R-HAM-2015-EWHC-1725        support-after-negative         expired         2013-09-20  2013-09-22  2013-09-22
P-2015-IEHC-222             reasonable-grounds-decision    cannot_compute
P-2015-IEHC-222             recovery-period                cannot_compute
P-2015-IEHC-222             conclusive-grounds-decision    cannot_compute
ROO-PA-02032-2018           recovery-period                cannot_compute
ROO-PA-02032-2018           conclusive-grounds-decision    cannot_compute
ROO-PA-02032-2018           move-on-support                expired         2017-02-01  2017-02-15  2017-02-15
PA-09389-2018               reasonable-grounds-decision    breached        2016-08-31  2016-09-07  2016-09-19  12
PA-09389-2018               recovery-period                expired         2016-09-19  2016-11-03  2018-02-26
PA-09389-2018               support-england-wales          expired         2016-09-19  2016-11-03  2018-02-26
PA-09389-2018               conclusive-grounds-not-before  expired         2016-09-19  2016-11-03  2016-11-03
PA-09389-2018               conclusive-grounds-decision    breached        2016-09-19  2016-11-03  2018-02-26  480
PA-09389-2018               support-after-negative         expired         2018-02-26  2018-02-28  2018-02-28
WJ-UI-2025-001478           recovery-period                cannot_compute
WJ-UI-2025-001478           conclusive-grounds-decision    cannot_compute
WJ-UI-2025-001478           move-on-support                expired         2022-11-24  2023-01-08  2023-01-08
LA-PA-07171-2017            reasonable-grounds-decision    cannot_compute
LA-PA-07171-2017            recovery-period                cannot_compute  2016-08-26  2016-10-10
LA-PA-07171-2017            support-england-wales          cannot_compute  2016-08-26  2016-10-10
LA-PA-07171-2017            conclusive-grounds-not-before  expired         2016-08-26  2016-10-10  2016-10-10
LA-PA-07171-2017            conclusive-grounds-decision    cannot_compute  2016-08-26  2016-10-10
CP-Vietnam-2018-EWHC-2122   reasonable-grounds-decision    cannot_compute  2016-03-14  2016-03-21
ISX-2024-EWHC-2757          reasonable-grounds-decision    cannot_compute
ISX-2024-EWHC-2757          recovery-period                cannot_compute
ISX-2024-EWHC-2757          support-england-wales          cannot_compute
ISX-2024-EWHC-2757          conclusive-grounds-not-before  cannot_compute
ISX-2024-EWHC-2757          conclusive-grounds-decision    cannot_compute
TV-v-Spain                  reasonable-grounds-decision    cannot_compute  2011-06-09
Chowdury-v-Greece           reasonable-grounds-decision    cannot_compute  2013-04-17
VLT-2024-UKUT-67            recovery-period                cannot_compute
VLT-2024-UKUT-67            conclusive-grounds-decision    cannot_compute
VLT-2024-UKUT-67            move-on-support                cannot_compute
VCL-v-UK                    recovery-period                cannot_compute
VCL-v-UK                    conclusive-grounds-decision    cannot_compute
AN-v-UK                     recovery-period                cannot_compute
AN-v-UK                     conclusive-grounds-decision    cannot_compute
"""

CONCERNS = {
    "VCL-v-UK": {"detained-after-positive", "convicted-before-conclusive-positive"},
    "AN-v-UK": {"detained-after-positive"},
}
"""What stood as it must not when an account ended; of the others the sources say nothing certain."""


def published_cases() -> list[Account]:
    return [read.account for read in read_accounts(PUBLISHED_CASES.read_text("utf-8")) if read.account is not None]


def imported(account: Account) -> Outlook:
    facts = tuple(ImportedFact(type=fact.type, date=fact.date, note=TEXT) for fact in account.events)
    command = ImportHistory(
        reference=account.reference,
        nation=account.nation,
        facts=facts,
        account_ends=account.account_ends,
        child_at_referral=account.child_at_referral,
    )
    return decide(NoReferral(), command, Context(CASE, "a", Role.CASEWORKER, ON, published())).outlook


def row(reference: str, reading: Reading) -> str:
    days = "  ".join(f"{day or ''!s:10}" for day in (reading.starts_on, reading.due_on, reading.ended_on))
    late = "" if reading.days_late is None else str(reading.days_late)
    return f"{reference:26}  {reading.clock:29}  {reading.status:14}  {days}  {late}".rstrip()


def test_every_clock_of_every_published_case_says_what_the_sources_allow() -> None:
    found = [
        row(account.reference, reading)
        for account in published_cases()
        for reading in imported(account).readings(ON)
        if reading.status is not Status.NOT_TOLD
    ]

    assert EXPECTED.strip().splitlines()[1:] == found


@pytest.mark.parametrize("account", published_cases(), ids=lambda account: account.reference)
def test_what_stood_as_it_must_not_is_seen(account: Account) -> None:
    raised = {key[0] for key in imported(account).state.safeguards}

    assert CONCERNS.get(account.reference, set()) == raised


def test_what_has_no_event_of_its_own_is_kept_as_a_dated_note() -> None:
    noted: set[str] = set()
    for account in published_cases():
        events = [event for event, _ in imported(account).state.history]
        assert len(events) > len(account.events)
        noted |= {event.kind for event in events if isinstance(event, FactNoted)}

    assert {"other", "asylum_claim", "asylum_refused", "recovery_ended"} == noted
