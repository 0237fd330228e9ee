"""Dated provisions: who may refer, who decides, by which test, who looks again; and what no file of them may say."""

from datetime import date, timedelta

import pytest

from domain.errors import Code, Invalid
from domain.nations import ENGLAND_AND_WALES, NORTHERN_IRELAND, SCOTLAND, UNITED_KINGDOM
from domain.referral.decide import decide
from domain.referral.parse import parse as parse_command
from domain.roles import Role
from domain.rules.changes import changes
from domain.rules.loader import parse
from domain.rules.provision_files import NEEDED, NOTIFYING
from domain.rules.provisions import Provision, Provisions
from domain.rules.shelf import published
from domain.stream.context import Context
from domain.when import When
from tests.domain.histories import rule_files
from tests.domain.rules.careless import assert_refused
from tests.support.casework import CASE, TEXT, in_recovery, instant

RESPONDERS = "provisions/first-responders.yaml"
AUTHORITIES = "provisions/competent-authorities.yaml"
TESTS = "provisions/decision-tests.yaml"
REVIEW = "provisions/second-review.yaml"


def provisions() -> Provisions:
    return published().provisions


# What is published.


@pytest.mark.parametrize("provision", tuple(provisions()), ids=lambda provision: provision.id)
def test_every_provision_can_be_checked_and_says_what_is_doubtful(provision: Provision) -> None:
    assert provision.citation.url.startswith("https://")
    assert provision.verified or provision.uncertain
    assert provision.last_checked <= date(2026, 12, 31)


def test_a_provision_says_its_days_in_words() -> None:
    words = {provision.id: provision.in_words() for provision in provisions().authorities}

    assert "Single Competent Authority, since 29 April 2019" == words["sca"]
    assert "UK Border Agency, from 1 April 2009 to 31 March 2013" == words["ukba"]


@pytest.mark.parametrize("nation", UNITED_KINGDOM)
@pytest.mark.parametrize("decision", ["reasonable-grounds", "conclusive-grounds"])
def test_there_is_one_test_for_each_decision_on_every_day(nation: str, decision: str) -> None:
    for year in range(2009, 2027):
        for month in range(4 if year == 2009 else 1, 13):
            assert provisions().test(decision, nation, When.on(date(year, month, 1)))


@pytest.mark.parametrize(
    ("on", "known"),
    [
        ("2010-06-01", {"ukhtc", "ukba"}),
        ("2015-06-01", {"nca", "ukvi"}),
        ("2020-06-01", {"sca"}),
        ("2024-06-01", {"sca", "ieca", "devolved-child-panel"}),
    ],
)
def test_the_authorities_of_each_time_are_those_of_the_record(on: str, known: set[str]) -> None:
    when, names = When.parse(on), [one.id for one in provisions().authorities]
    competent = {
        name for name in names if provisions().why_not_competent(name, ENGLAND_AND_WALES, when, is_child=True) is None
    }

    assert known == competent


def test_a_devolved_panel_sits_in_northern_ireland_since_september_2025() -> None:
    def panel(nation: str, on: str) -> str | None:
        return provisions().why_not_competent("devolved-child-panel", nation, When.parse(on), is_child=True)

    assert panel(SCOTLAND, "2024-06-01") is None
    assert panel(NORTHERN_IRELAND, "2025-09-01")
    assert panel(NORTHERN_IRELAND, "2025-09-02") is None
    assert panel(NORTHERN_IRELAND, "2026-05-01") is None


ON_THE_FORM = [
    "metropolitan-police-service", "national-police-air-service", "east-midlands-special-operations-unit",
    "eastern-region-special-operations-unit", "north-east-regional-special-operations-unit", "tarian-rocu",
    "greater-london-authority", "city-of-westminster", "council-of-the-isles-of-scilly", "comhairle-nan-eilean-siar",
    "city-of-london-corporation", "borough-council-of-kings-lynn-and-west-norfolk",
    "cambridgeshire-and-peterborough-combined-authority", "greater-manchester-combined-authority",
    "tees-valley-combined-authority", "west-midlands-combined-authority", "west-of-england-combined-authority",
    "liverpool-city-region", "sheffield-city-region", "youth-work-alliance", "the-salvation-army",
    "national-crime-agency-nca", "home-office-uk-border-force-ukbf", "gangmasters-and-labour-abuse-authority-glaa",
    "home-office-immigration-enforcement-ie-det-heathrow", "home-office-immigration-enforcement-ie-det-yarls-wood",
    "home-office-immigration-enforcement-ie-foreign-national-offenders-returns-command-fnorc",
    "home-office-asylum-group-appeals-litigation-and-administrative-review", "home-office-asylum-group-other",
    "national-society-for-the-prevention-of-cruelty-to-children-nspcc-ctac",
    "trafficking-awareness-raising-alliance-tara", "armagh-city-banbridge-and-craigavon-borough-council",
    "devon-and-cornwall-police", "police-service-of-northern-ireland", "belfast-and-lisburn-womens-aid",
    "refugee-council", "fair-work-agency", "bawso", "medaille-trust",
]  # fmt: skip
"""Names of the Home Office's form as of 21 April 2026, among them those that a form of name would not show."""


@pytest.mark.parametrize("organisation", ON_THE_FORM)
def test_an_official_name_of_the_form_is_accepted(organisation: str) -> None:
    assert provisions().may_refer(organisation, ENGLAND_AND_WALES, When.parse("2026-04-21"))


def test_the_names_of_the_form_are_written_out_one_by_one() -> None:
    """428 local authorities, 47 police forces (with the two of ports and airports) and 11 units of several forces."""
    written = {one.id: [name for name in one.names if "*" not in name] for one in provisions().first_responders}

    assert 428 == len(written["local-authorities"])
    assert 58 == len(written["regional-organised-crime-units"]) + len(
        set(written["police-forces"]) - {"metropolitan-police", "psni"}
    )
    assert {"south-east-regional-organised-crime-unit", "tarian-rocu"} < set(written["regional-organised-crime-units"])


@pytest.mark.parametrize(
    ("organisation", "first"),
    [
        ("refugee-council", "2022-06-17"),
        ("youth-work-alliance", "2023-06-07"),
        ("illegal-migration-operations-command", "2024-05-13"),
        ("fair-work-agency", "2026-03-26"),
        ("asylum-group", "2026-03-26"),
    ],
)
def test_an_organisation_is_a_first_responder_from_the_day_it_was_put_on_the_form(
    organisation: str, first: str
) -> None:
    day = date.fromisoformat(first)

    assert provisions().may_refer(organisation, SCOTLAND, When.on(day))
    assert not provisions().may_refer(organisation, SCOTLAND, When.on(day - timedelta(days=1)))


def test_a_council_made_since_is_known_by_the_form_of_its_name() -> None:
    when = When.parse("2026-06-01")

    for name in ("cumberland-council", "north-yorkshire-council", "strathclyde-police"):
        assert provisions().may_refer(name, ENGLAND_AND_WALES, when)
    for name in ("home-office", "home-office-anything", "council", "police", "salvation-army-shop"):
        assert not provisions().may_refer(name, ENGLAND_AND_WALES, when)


def test_the_names_most_like_another_are_those_of_the_day() -> None:
    def like(name: str, on: str) -> tuple[str, ...]:
        return provisions().responders_like(name, ENGLAND_AND_WALES, When.parse(on))

    assert "metropolitan-police-service" in like("metropolitan-polise-service", "2026-06-01")
    assert "youth-work-alliance" in like("youth-work-aliance", "2023-06-07")
    assert "youth-work-alliance" not in like("youth-work-aliance", "2023-06-06")
    assert () == like("zzzz", "2026-06-01")


def test_health_trusts_refer_in_northern_ireland() -> None:
    when, trust = When.parse("2024-06-01"), "belfast-health-and-social-care-trust"

    assert provisions().may_refer(trust, NORTHERN_IRELAND, when)
    assert not provisions().may_refer(trust, SCOTLAND, when)


def test_a_nation_without_a_list_is_not_limited_by_one() -> None:
    when = When.parse("2024-06-01")

    assert provisions().may_refer("garda-siochana", "ireland", when)
    assert provisions().why_not_competent("sca", "ireland", when, is_child=False) is None
    assert provisions().test("reasonable-grounds", "ireland", when) is None


@pytest.mark.parametrize(
    ("decision", "outcome", "on", "rule"),
    [
        ("reasonable-grounds", "positive", "2010-06-01", "two-officers"),
        ("conclusive-grounds", "negative", "2016-06-01", None),
        ("conclusive-grounds", "negative", "2019-04-28", None),
        ("conclusive-grounds", "negative", "2019-04-29", "assurance-panel"),
        ("reasonable-grounds", "negative", "2020-06-01", None),
        ("conclusive-grounds", "positive", "2020-06-01", None),
        ("conclusive-grounds", "negative", "2022-12-12", "assurance-panel"),
        ("conclusive-grounds", "negative", "2022-12-13", "second-caseworker"),
        ("reasonable-grounds", "negative", "2026-06-01", "second-caseworker"),
        ("reasonable-grounds", "positive", "2026-06-01", None),
        ("conclusive-grounds", "negative", "2022-12", None),
    ],
)
def test_who_looks_again_follows_from_the_day_of_the_decision(
    decision: str, outcome: str, on: str, rule: str | None
) -> None:
    found = provisions().second_review(decision, outcome, SCOTLAND, When.parse(on))

    assert rule == (found.id if found else None)


# What no file may say.

CARELESS = {
    "an unknown key": (
        RESPONDERS,
        "    title: Police forces",
        "    titel: Police forces",
        "titel",
        "titel is not known",
    ),
    "a key left out": (AUTHORITIES, "decides-on: everyone\n", "", "id: ukhtc", "the key decides-on is missing"),
    "a key of another file": (
        TESTS,
        "    test: The decision maker",
        "    names: The decision maker",
        "names:",
        "names",
    ),
    "an unknown nation": (REVIEW, "nations: [england-and-wales,", "nations: [england,", "[england,", "england is not"),
    "no nation": (
        AUTHORITIES,
        "    nations: [england-and-wales, scotland]",
        "    nations: []",
        "nations: []",
        "at least one nation",
    ),
    "an unknown authority": (AUTHORITIES, "  - id: sca", "  - id: sci", "id: sci", "sci is not known here"),
    "an unknown decision": (TESTS, "decision: reasonable-grounds", "decision: guesswork", "guesswork", "guesswork"),
    "an unknown outcome": (REVIEW, "outcomes: [negative]", "outcomes: [maybe]", "[maybe]", "maybe is not known here"),
    "an unknown consequence": (
        REVIEW,
        "disagreement: kept",
        "disagreement: ignored",
        "ignored",
        "ignored is not known",
    ),
    "a name that means everybody": (RESPONDERS, "names: [bawso]", 'names: ["*"]', '"*"', "a name has small letters"),
    "a name with capitals": (RESPONDERS, "names: [bawso]", "names: [BAWSO]", "[BAWSO]", "a name has small letters"),
    "a name with a gap inside": (RESPONDERS, "names: [bawso]", 'names: ["ba*so"]', "ba*so", "at its beginning or end"),
    "a name twice": (RESPONDERS, "names: [bawso]", "names: [bawso, bawso]", "bawso", "the name bawso appears twice"),
    "an end before its beginning": (
        AUTHORITIES,
        "    in-force-to: 2013-10-06",
        "    in-force-to: 2008-10-06",
        "2008-10-06",
        "cannot end before it begins",
    ),
    "doubt without words": (
        AUTHORITIES,
        "    uncertain:\n      - The first day is from memory.\n",
        "",
        "verified: false",
        "says under uncertain",
    ),
    "an address that is none": (RESPONDERS, "url: https://", "url: page ", "url: page", "begins with https://"),
    "two tests at once": (
        TESTS,
        "    in-force-to: 2023-06-27",
        "    in-force-to: 2023-06-28",
        "id: all-available-evidence",
        "in England and Wales it overlaps objective-factors",
    ),
    "a day without a test": (
        TESTS,
        "    in-force-to: 2023-06-27",
        "    in-force-to: 2023-06-26",
        "id: all-available-evidence",
        "nothing is in force from 2023-06-27 until 2023-06-28",
    ),
    "a test that begins late": (
        TESTS,
        "    in-force-from: 2009-04-01",
        "    in-force-from: 2009-04-02",
        "id: suspects-but-cannot-prove",
        "nothing is in force from 2009-04-01",
    ),
    "no test any more": (
        TESTS,
        "    in-force-from: 2023-06-28",
        "    in-force-from: 2023-06-28\n    in-force-to: 2026-01-01",
        "id: all-available-evidence",
        "nothing is in force from 2026-01-02 on",
    ),
    "days without any authority": (
        AUTHORITIES,
        "    in-force-from: 2019-04-29",
        "    in-force-from: 2019-05-29",
        "id: sca",
        "nothing is in force from 2019-04-29 until 2019-05-29",
    ),
    "two reviews at once": (
        REVIEW,
        "    in-force-to: 2022-12-12",
        "    in-force-to: 2022-12-13",
        "id: second-caseworker",
        "overlaps assurance-panel",
    ),
    "one organisation twice": (
        RESPONDERS,
        "  - {id: unseen,",
        "  - {id: bawso,",
        "id: bawso, title: Unseen",
        "overlaps bawso",
    ),
}


@pytest.mark.parametrize("change", CARELESS.values(), ids=CARELESS.keys())
def test_a_careless_change_is_refused_with_its_place(change: tuple[str, str, str, str, str]) -> None:
    assert_refused(*change)


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_rule_book_without_its_provisions_is_refused(name: str) -> None:
    files = rule_files()
    del files[name]
    with pytest.raises(Invalid, match="the file is missing") as refused:
        parse(files)

    assert Code.RULES_INVALID == refused.value.code
    assert refused.value.message.startswith(f"{name}:1: ")


def test_a_rule_book_from_before_the_notifying_authorities_is_still_read() -> None:
    files = rule_files()
    del files[NOTIFYING]

    kent = ("notifying-authority", "kent-police", ENGLAND_AND_WALES, When.parse("2026-06-01"))
    assert not parse(files).provisions.is_one(*kent)
    assert provisions().is_one(*kent)


def test_a_file_of_provisions_nobody_knows_is_refused() -> None:
    files = {**rule_files(), "provisions/fees.yaml": "entries: []"}
    with pytest.raises(Invalid, match="no rule-book reads this file"):
        parse(files)


PANEL = "multi-agency assurance panel, from 29 April 2019 to 12 December 2022"


def test_how_provisions_differ_is_said_in_sentences() -> None:
    files = rule_files()
    files[RESPONDERS] = files[RESPONDERS].replace("  - {id: unseen, title: Unseen,", "  - {id: seen, title: Seen,")
    files[REVIEW] = files[REVIEW].replace("disagreement: kept", "disagreement: decided-again")

    assert {
        "New: Seen, since 1 April 2009.",
        "Gone: Unseen, since 1 April 2009.",
        f"Changed: {PANEL}, disagreement: before: kept; now: decided-again.",
    } == set(changes(published(), parse(files)))


# Who answers the request to look at a decision again

ANSWERING = "provisions/answering.yaml"


def test_whoever_decided_does_not_answer_since_the_rule_book_begins_in_the_united_kingdom() -> None:
    for decision in ("reasonable-grounds", "conclusive-grounds", "disqualification", "leave"):
        for nation in UNITED_KINGDOM:
            rule = published().provisions.answering(decision, nation, When.parse("2026-03-10"))
            assert rule is not None
            assert "may-not-answer" == rule.whoever_decided
    assert published().provisions.answering("leave", "ireland", When.parse("2026-03-10")) is None
    assert published().provisions.answering("leave", "scotland", When.parse("2009")) is None


def test_a_rule_book_from_before_this_was_asked_limits_nobody() -> None:
    files = rule_files()
    del files[ANSWERING]

    assert () == parse(files).provisions.answerings


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ("may-not-answer\n    in-force", "perhaps\n    in-force", "perhaps is not known here"),
        ("[reasonable-grounds, conclusive-grounds, disqualification, leave]", "[reconsideration]", "is not known here"),
        (
            "entries:\n",
            (
                "entries:\n  - id: everybody\n    title: everybody may answer\n    decisions: [leave]\n"
                "    whoever-decided: may-answer\n    in-force-from: 2009-04-01\n    verified: true\n"
                '    citation: {instrument: An Act, provision: section 1, url: "https://example.org"}\n'
            ),
            "overlaps everybody",
        ),
    ],
)
def test_a_careless_change_to_who_answers_is_refused(written: str, instead: str, reason: str) -> None:
    files = rule_files()
    assert written in files[ANSWERING]
    files[ANSWERING] = files[ANSWERING].replace(written, instead, 1)

    with pytest.raises(Invalid, match=reason):
        parse(files)


def test_where_the_rule_of_the_date_lets_them_whoever_decided_may_answer() -> None:
    files = rule_files()
    files[ANSWERING] = files[ANSWERING].replace("whoever-decided: may-not-answer", "whoever-decided: may-answer")
    rules = parse(files)
    case = in_recovery("2025-06-02", "2025-06-06").ask(
        "2026-03-02", "decide-conclusive-grounds", outcome="negative", reasons=TEXT, by="ada"
    )
    case = case.ask("2026-03-03", "request-reconsideration", decision="conclusive-grounds", requested_by="person")
    answer = parse_command("decide-reconsideration", {"outcome": "maintained", "reasons": TEXT})

    context = Context(CASE, "ada", Role.DECISION_MAKER, instant("2026-03-10"), rules)

    assert "reconsideration-decided" in {event.type for event, _ in decide(case.state, answer, context).asked}
