"""The published cases that the project carries."""

from cli.stack import PUBLISHED_CASES
from domain.referral.accounts import Account, read_accounts


def accounts() -> list[Account]:
    return [read.account for read in read_accounts(PUBLISHED_CASES.read_text("utf-8")) if read.account is not None]


def test_every_account_can_be_read() -> None:
    assert [] == [read.error for read in read_accounts(PUBLISHED_CASES.read_text("utf-8")) if read.error]
    assert 42 == len(accounts())


def test_no_reference_is_used_twice() -> None:
    references = [account.reference for account in accounts()]
    assert sorted(set(references)) == sorted(references)


def test_each_account_ends_with_its_last_fact() -> None:
    for account in accounts():
        assert account.account_ends is not None
        assert max(fact.date.until for fact in account.events) == account.account_ends.until


def test_each_account_names_its_public_source() -> None:
    assert [] == [account.reference for account in accounts() if not account.citation]


def test_dates_keep_the_precision_of_their_source() -> None:
    dated = {account.reference: [fact.date.text for fact in account.events] for account in accounts()}
    assert "2015-08" == dated["O-2019-EWHC-148"][0]
    assert "2022" == dated["FH-2024-EWHC-1327"][2]
    assert "2016-08-31" == dated["PA-09389-2018"][5]
    assert "2018-09-11/2018-09-17" == dated["EOG-2020-EWHC-3310"][2]
