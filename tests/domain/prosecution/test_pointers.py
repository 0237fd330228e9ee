"""What linked cases are to be told: always the same pointers under the same ids, however often it is asked."""

from domain.prosecution.pointers import pointers
from domain.prosecution.receipt import standing
from domain.prosecution.views import prosecution_views
from tests.support.prosecution import VICTIMS, WHY, Told, investigating, with_prosecutor


def told_to(told: Told) -> list[tuple[int, str]]:
    return [(pointer.case.int, pointer.command) for pointer in pointers(told.prosecution)]


def test_each_victim_is_told_of_the_link() -> None:
    assert [(1, "link-prosecution"), (2, "link-prosecution"), (3, "link-prosecution")] == told_to(with_prosecutor())


def test_the_end_is_told_to_those_still_linked_and_once_to_those_unlinked_before() -> None:
    told = with_prosecutor().ask("2024-04-02", "unlink-victim", case=VICTIMS[1], reason="linked-in-error")
    before = {pointer.command_id for pointer in pointers(told.prosecution)}
    told = told.ask("2024-05-01", "end-investigation", reason="insufficient-evidence")
    ends = [(case, command) for case, command in told_to(told) if command == "end-prosecution-link"]
    assert [(2, "end-prosecution-link"), (1, "end-prosecution-link"), (3, "end-prosecution-link")] == ends
    assert before <= {pointer.command_id for pointer in pointers(told.prosecution)}


def test_a_pointer_has_an_id_of_its_own_and_the_date_of_what_it_tells() -> None:
    told = with_prosecutor().ask(
        "2024-05-01", "end-investigation", reason="insufficient-evidence", effective_at="2024-05"
    )
    made = pointers(told.prosecution)
    assert 6 == len({pointer.command_id for pointer in made})
    assert "2024-05" == made[-1].fields["effective_at"]


def test_the_lane_reads_victims_and_defendants_in_plain_words() -> None:
    told = with_prosecutor().ask(
        "2024-04-02", "decide-charge", defendant=1, decision="charged", offence="trafficking-2015", conduct="2023"
    )
    assert (
        "Victims linked: 3, witnesses among them: 3",
        "Trial: not listed",
        "Defendant 1: trafficking 2015, charged",
    ) == standing(told.prosecution).clocks


def test_the_lists_show_each_victim_with_the_pointer_owed_last() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    (row,) = prosecution_views(told.prosecution).victims
    (pointer,) = pointers(told.prosecution)
    assert (VICTIMS[0], 2, True, pointer.command_id) == (row.case, row.linked_version, row.linked, row.pointer)


def pointers_to(told: Told, case: int) -> list[tuple[str, str]]:
    """What one case is told, and of which day."""
    made = [pointer for pointer in pointers(told.prosecution) if pointer.case.int == case]
    return [
        (pointer.command.removesuffix("-prosecution"), str(pointer.fields["effective_at"])[:10]) for pointer in made
    ]


def test_the_cases_of_a_prosecution_that_is_reopened_are_told_of_the_link_again() -> None:
    told = with_prosecutor().ask("2024-04-02", "unlink-victim", case=VICTIMS[1], reason="linked-in-error")
    told = told.ask("2024-05-01", "end-investigation", reason="insufficient-evidence")
    before = [pointer.command_id for pointer in pointers(told.prosecution)]
    told = told.ask("2025-03-03", "reopen-investigation", reason="new-evidence")
    assert [
        ("link", "2024-02-01"), ("end-prosecution-link", "2024-05-01"), ("link", "2025-03-03"),
    ] == pointers_to(told, 1)  # fmt: skip
    assert [("link", "2024-02-01"), ("end-prosecution-link", "2024-04-02")] == pointers_to(told, 2)
    made = [pointer.command_id for pointer in pointers(told.prosecution)]
    assert before == made[: len(before)]
    assert len(made) == len(set(made))


def test_a_case_that_is_linked_again_and_one_that_becomes_a_witness_are_told() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    told = told.ask("2024-02-05", "unlink-victim", case=VICTIMS[0], reason="linked-in-error")
    told = told.ask("2024-02-06", "link-victim", case=VICTIMS[0])
    told = told.ask("2024-03-04", "link-victim", case=VICTIMS[0], witness=True)
    assert [
        ("link", "2024-02-01"), ("end-prosecution-link", "2024-02-05"), ("link", "2024-02-06"), ("link", "2024-03-04"),
    ] == pointers_to(told, 1)  # fmt: skip


def test_a_link_that_is_struck_was_told_so_its_end_is_told_and_the_case_stays_in_the_list() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    told = told.ask("2024-02-05", "correct-fact", event=2, struck=True, reasons=WHY)
    assert [("link", "2024-02-01"), ("end-prosecution-link", "2024-02-05")] == pointers_to(told, 1)
    (row,) = prosecution_views(told.prosecution).victims
    assert (VICTIMS[0], False, pointers(told.prosecution)[-1].command_id) == (row.case, row.linked, row.pointer)


def test_when_the_end_or_an_unlinking_is_struck_the_cases_are_told_of_the_link_again() -> None:
    told = with_prosecutor().ask("2024-04-02", "unlink-victim", case=VICTIMS[1], reason="linked-in-error")
    told = told.ask("2024-05-01", "end-investigation", reason="insufficient-evidence")
    told = told.ask("2024-05-02", "correct-fact", event=8, struck=True, reasons=WHY)
    told = told.ask("2024-05-03", "correct-fact", event=7, struck=True, reasons=WHY)
    assert ("link", "2024-05-02") == pointers_to(told, 1)[-1]
    assert ("link", "2024-05-03") == pointers_to(told, 2)[-1]
    assert 3 == len(told.prosecution.victims)


def crimes_told_to(told: Told, case: int) -> list[tuple[str, str, bool]]:
    """What one case is told of the crime against the person, and as of which day."""
    made = [pointer for pointer in pointers(told.prosecution) if pointer.case.int == case]
    return [
        (
            pointer.command.removesuffix("-prosecution"),
            str(pointer.fields["effective_at"])[:10],
            bool(pointer.fields["crime_recorded"]),
        )
        for pointer in made
    ]


def test_a_case_is_told_when_the_crime_is_recorded_and_when_its_number_is_struck() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    recorded = told.ask("2024-03-04", "record-crime-number", number="46/1234/24")
    struck = recorded.ask("2024-03-05", "correct-fact", event=3, struck=True, reasons=WHY)

    assert [("link", "2024-02-01", False)] == crimes_told_to(told, 1)
    assert ("link", "2024-03-04", True) == crimes_told_to(recorded, 1)[-1]
    assert ("link", "2024-03-05", False) == crimes_told_to(struck, 1)[-1]


def test_a_crime_recorded_before_the_person_was_linked_is_told_as_of_the_link() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    late = told.ask("2024-03-04", "record-crime-number", number="46/1234/24", effective_at="2024-01-09")

    assert ("link", "2024-02-01", True) == crimes_told_to(late, 1)[-1]


def test_a_crime_stays_on_record_when_the_prosecution_ends_but_not_for_whoever_was_linked_in_error() -> None:
    ended = with_prosecutor().ask("2024-05-01", "end-investigation", reason="insufficient-evidence")
    unlinked = with_prosecutor().ask("2024-04-02", "unlink-victim", case=VICTIMS[0], reason="linked-in-error")
    mistaken = with_prosecutor().ask("2024-05-01", "end-investigation", reason="opened-in-error")
    linked = 1 + [type(event).__name__ for event, _ in ended.prosecution.history].index("VictimLinked")
    struck = ended.ask("2024-06-03", "correct-fact", event=linked, struck=True, reasons=WHY)

    assert ("end-prosecution-link", "2024-05-01", True) == crimes_told_to(ended, 1)[-1]
    assert ("end-prosecution-link", "2024-04-02", False) == crimes_told_to(unlinked, 1)[-1]
    assert ("end-prosecution-link", "2024-05-01", False) == crimes_told_to(mistaken, 1)[-1]
    assert ("end-prosecution-link", "2024-06-03", False) == crimes_told_to(struck, 1)[-1]
    last = [pointers(told.prosecution)[-1].fields["in_error"] for told in (ended, unlinked, mistaken, struck)]
    assert [False, True, True, True] == last
