"""The page that says what the rule-book covers is the one made from it."""

from domain.rules.coverage import coverage
from domain.rules.loader import parse
from domain.rules.shelf import published
from tests.domain.histories import rule_files
from tests.domain.rules.careless import STANDARDS
from tests.domain.rules.publish import PAGE


def test_the_page_is_the_one_made_from_the_rule_book() -> None:
    assert PAGE.read_text(encoding="utf-8") == coverage(published()), "run `make rules`"


def test_the_page_shows_each_rule_with_its_dates_force_length_and_doubt() -> None:
    page = coverage(published())

    assert (
        "| England and Wales, Scotland, Northern Ireland | from 30 January 2023 on | protected | statute | at least 30 "
        "calendar days, the first day counted, and until the decision if later | 28 November 2026 | yes |"
    ) in page
    assert (
        "| Ireland | from 1 November 2010 on | protected | policy | at least 60 calendar days | 28 November 2026 | no |"
    ) in page
    assert "from 1 April 2009 to 24 October 2021 | target |" in page
    assert "none in law; shown in bands" in page
    assert "- `support-scotland@2018-04-01`: For victims of slavery and forced labour" in page
    assert (
        "- Reasonable grounds on all available evidence: The concession is of 28 June 2023; one source has the new"
        in page
    )
    assert "Police forces; Regional organised crime units and special operations units; Local authorities;" in page
    assert "- Ireland: none, so no clock there counts working days." in page
    assert "Not in Scotland, Northern Ireland or Ireland." in page
    assert "section 29" in page


def test_the_page_tells_a_default_from_what_a_deployment_has_set() -> None:
    standard = "guardian-appointment: {length: 3, unit: calendar-days}\n"
    page = coverage(parse(rule_files() | {STANDARDS: standard}))

    assert "- Guardian for an unaccompanied child: 3 calendar days, set by the deployment." in page
    assert "- Duty to notify: 1 month, the default of this rule-book." in page
