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
from domain.referral.decide import decide
from domain.referral.events.file import FactNoted
from domain.referral.outlook import Outlook
from domain.referral.state import NoReferral
from domain.roles import Role
from domain.rules.shelf import published
from domain.stream.context import Context
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
P-2015-IEHC-222             recovery-period                cannot_compute
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
KTT-2021-EWHC-2722          reasonable-grounds-decision    cannot_compute
KTT-2021-EWHC-2722          recovery-period                expired         2018-04-17  2018-06-01  2019-10-31
KTT-2021-EWHC-2722          support-england-wales          expired         2018-04-17  2018-06-01  2019-10-31
KTT-2021-EWHC-2722          conclusive-grounds-not-before  expired         2018-04-17  2018-06-01  2018-06-01
KTT-2021-EWHC-2722          conclusive-grounds-decision    breached        2018-04-17  2018-06-01  2019-10-31  517
KTT-2021-EWHC-2722          move-on-support                expired         2019-10-31  2019-12-15  2019-12-15
EOG-2020-EWHC-3310          reasonable-grounds-decision    met             2018-09-11  2018-09-18
EOG-2020-EWHC-3310          recovery-period                cannot_compute
EOG-2020-EWHC-3310          conclusive-grounds-decision    cannot_compute
EOG-2020-EWHC-3310          support-after-negative         cannot_compute
EOG-2020-EWHC-3310          move-on-support                expired         2020-04-28  2020-06-12  2020-06-12
CTK-2025-EWCA-Civ-1264      reasonable-grounds-decision    met             2025-09-13  2025-09-19  2025-09-16
CTK-2025-EWCA-Civ-1264      support-after-negative         expired         2025-09-16  2025-09-29  2025-09-29
CTK-2025-EWCA-Civ-1264      reconsideration-window         breached        2025-09-16  2025-10-16
CTK-2025-EWCA-Civ-1264      judicial-review-window         met             2025-09-16  2025-12-16
CTK-2025-EWCA-Civ-1264      judicial-review-upper-tribunal  met             2025-09-16  2025-12-16
VH-PA-03075-2015            reasonable-grounds-decision    cannot_compute
"""

TOLD = """
KTT-2021-EWHC-2722: 2016-11 other, 2018-04-17 rg_positive, 2019-10-31 cg_positive, 2021-07-20 other, 2021-10-12
  judicial_review_judgment
EOG-2020-EWHC-3310: 2017-09-01 other, 2018-09-11 referral, 2018-09-11/2018-09-17 rg_negative, 2019-09-20 other,
  2020-04-28 cg_positive, 2020-11-24 other, 2020-12-03 judicial_review_judgment, 2022-02-08 other
CTK-2025-EWCA-Civ-1264: 2025-08-12 other, 2025-08 detained, 2025-08-14 other, 2025-08-15 other, 2025-09-04 other,
  2025-09-05 other, 2025-09-08 removal_directions, 2025-09-13 referral, 2025-09-15 other, 2025-09-16 rg_negative,
  2025-09-16 other, 2025-09-23 other, 2025-10-09 judicial_review_judgment
VH-PA-03075-2015: 2009-01-06 other, 2009-01-18 asylum_claim, 2014-05-30 other, 2014-10-08 convicted, 2015-03
  referral, 2015-04 asylum_claim, 2015-11-10 asylum_refused, 2017-01-31 tribunal_determination, 2017-07-18
  tribunal_determination, 2018-03-08 tribunal_determination, 2019-08-20 other, 2019-09-03 tribunal_determination
SSA-JR-2021-LON-001894: 2021-10-01 other, 2022-11-14 other, 2023-01-31 judicial_review_judgment, 2023-02-02 other
GS-UI-2023-005476: 2014-07-12 other, 2014-07-30 asylum_claim, 2015-11-27 asylum_refused, 2023-11-01
  tribunal_determination, 2024-01-29 other, 2024-03-19 tribunal_determination
MS-UI-2024-004945: 2022-06-12 asylum_claim, 2023-07-06 other, 2023-09-20 asylum_refused, 2024-09-22
  tribunal_determination, 2025-03-20 other, 2025-04-04 tribunal_determination
EH-PA-00815-2018: 2018-01-04 asylum_refused, 2018-02-14 other, 2018-02-22 tribunal_determination, 2018-03-27 other,
  2018-05-16 other, 2018-05-23 tribunal_determination
HVN-PA-02664-2020: 2018-10-17 other, 2020-02-11 asylum_refused, 2021-08-04 other, 2021-09-08 tribunal_determination
AA-10585-2013: 2013-11-10 asylum_refused, 2013-11-10 removal_directions, 2014-02-06 other, 2014-02-25 other,
  2014-03-12 other, 2014-04-15 other, 2014-06-16 other, 2014-06-27 tribunal_determination
FE-DA-01388-2013: 2013-06 other, 2014-02-18 tribunal_determination, 2015-03-20 other, 2016-02-11
  judicial_review_judgment, 2016-03-01 other, 2016-06-14 other, 2017-05-11 tribunal_determination
O-2019-EWCA-Crim-752: 2014-07-31 convicted, 2019-03-28 other
O-2019-EWCA-Crim-1389: 2008-07-29 convicted, 2019-02-14 other, 2019-05-16 other, 2019-07-31 other
CSOH-21-2022: 2022-02-24 judicial_review_judgment
LIN-2014-IEHC-214: 2014-04-23 other
TI-v-Greece: 2003 other, 2010 other, 2011 other, 2019-07-18 other
"""
"""What the sources of the later sixteen tell, each line as it was taken from them by hand."""

NOTHING_TO_COUNT = (
    "SSA-JR-2021-LON-001894", "GS-UI-2023-005476", "MS-UI-2024-004945", "EH-PA-00815-2018", "HVN-PA-02664-2020",
    "AA-10585-2013", "FE-DA-01388-2013", "O-2019-EWCA-Crim-752", "O-2019-EWCA-Crim-1389", "CSOH-21-2022",
    "LIN-2014-IEHC-214", "TI-v-Greece",
)  # fmt: skip
"""Accounts without a date of the NRM: nothing to count, nothing to breach, and nothing raised."""

CONCERNS = {
    "CTK-2025-EWCA-Civ-1264": {
        "detained-while-undecided",
        "enforcement-before-decision",
        "enforcement-inside-protected-period",
    },
    "P-2015-IEHC-222": {"detained-while-undecided"},
    "VCL-v-UK": {"detained-after-positive", "convicted-before-conclusive-positive"},
    "AN-v-UK": {"detained-after-positive"},
}
"""What stood as it must not, at the end of an account or certainly before; the others say nothing certain."""


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


def told() -> dict[str, list[str]]:
    """Each account of the later sixteen, by its reference: its facts."""
    lines = TOLD.replace("\n  ", " ").strip().splitlines()
    return {reference: facts.split(", ") for reference, _, facts in (line.partition(": ") for line in lines)}


def account_of(reference: str) -> Account:
    return next(account for account in published_cases() if account.reference == reference)


@pytest.mark.parametrize(("reference", "facts"), told().items(), ids=told())
def test_each_fact_of_the_source_is_there_with_its_date(reference: str, facts: list[str]) -> None:
    account = account_of(reference)

    assert facts == [f"{fact.date} {fact.type}" for fact in account.events]
    assert account.account_ends == account.events[-1].date
    assert account.citation
    assert account.source_address
    assert len(facts) <= len(imported(account).state.facts)


def test_the_later_accounts_are_sixteen() -> None:
    assert 16 == len(told())
    assert [*told()] == [account.reference for account in published_cases()][26:]


@pytest.mark.parametrize("reference", NOTHING_TO_COUNT)
def test_of_an_account_without_a_date_of_the_nrm_nothing_is_counted_and_nothing_is_found(reference: str) -> None:
    outlook = imported(account_of(reference))

    assert [] == [reading.clock for reading in outlook.readings(ON) if reading.status is not Status.NOT_TOLD]
    assert ({}, {}) == (outlook.state.breaches, outlook.state.safeguards)


def test_the_nations_are_those_that_the_sources_name() -> None:
    elsewhere = {account.reference: account.nation for account in published_cases()}

    assert ("ireland", "ireland") == (elsewhere["LIN-2014-IEHC-214"], elsewhere["P-2015-IEHC-222"])
    assert ("scotland", "outside-uk") == (elsewhere["CSOH-21-2022"], elsewhere["TI-v-Greece"])
    assert None not in elsewhere.values()


def test_a_decision_made_within_so_many_days_is_known_to_have_come_in_time() -> None:
    """B31: made within 6 days of 11 September 2018, due on the 18th: `2018-09` left that open."""
    readings = imported(account_of("EOG-2020-EWHC-3310")).readings(ON)
    reading = next(one for one in readings if one.clock == "reasonable-grounds-decision")

    assert Status.MET is reading.status
    assert "between 11 September 2018 and 17 September 2018, in time" in reading.why


def test_what_has_no_event_of_its_own_is_kept_as_a_dated_note() -> None:
    noted: set[str] = set()
    for account in published_cases():
        events = [event for event, _ in imported(account).state.history]
        assert len(events) > len(account.events)
        noted |= {event.kind for event in events if isinstance(event, FactNoted)}

    assert {"other", "asylum_claim", "asylum_refused", "recovery_ended"} == noted
