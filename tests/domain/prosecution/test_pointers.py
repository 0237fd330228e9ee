"""What linked cases are to be told: always the same pointers under the same ids, however often it is asked."""

from domain.prosecution.pointers import pointers
from domain.prosecution.receipt import standing
from domain.prosecution.rows import prosecution_views
from tests.support.prosecution import VICTIMS, Told, investigating, with_prosecutor


def told_to(told: Told) -> list[tuple[int, str]]:
    return [(pointer.case.int, pointer.command) for pointer in pointers(told.prosecution)]


def test_each_victim_is_told_of_the_link() -> None:
    assert [(1, "link-prosecution"), (2, "link-prosecution"), (3, "link-prosecution")] == told_to(with_prosecutor())


def test_the_end_is_told_to_those_still_linked_and_once_to_those_unlinked_before() -> None:
    told = with_prosecutor().ask("2024-04-02", "unlink-victim", case=VICTIMS[1], reason="linked-in-error")
    before = {pointer.command_id for pointer in pointers(told.prosecution)}
    told = told.ask("2024-05-01", "end-investigation", reason="insufficient-evidence")
    ends = [(case, command) for case, command in told_to(told) if command == "end-prosecution-link"]
    assert [(1, "end-prosecution-link"), (2, "end-prosecution-link"), (3, "end-prosecution-link")] == ends
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
        "Victims linked: 3, of whom 3 to be witnesses",
        "Trial: not listed",
        "Defendant 1: trafficking 2015, charged",
    ) == standing(told.prosecution).clocks


def test_the_lists_show_each_victim_with_the_pointer_owed_last() -> None:
    told = investigating().ask("2024-02-01", "link-victim", case=VICTIMS[0])
    (row,) = prosecution_views(told.prosecution).victims
    (pointer,) = pointers(told.prosecution)
    assert (VICTIMS[0], 2, True, pointer.command_id) == (row.case, row.linked_version, row.linked, row.pointer)
