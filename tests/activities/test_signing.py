"""What a signature covers: the whole of a request, and one answer to one asking of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from activities.signing import Signer
from activities.submission import Submission, submission_of
from domain.roles import Role
from domain.stream.answers import Answer, Pointer, Receipt, Refusal
from eventlog.keys import KeyEncryptionKey

SIGNER, ANOTHER = (Signer(KeyEncryptionKey(bytes([byte] * 32)).signing_key) for byte in (1, 2))
ASKED = Submission(
    command_id=UUID(int=1),
    case=UUID(int=2),
    command="record-enforcement-step",
    fields={"step": "other", "effective_at": "2026-11-02"},
    actor="Alice Smith",
    role=Role.CASEWORKER,
    expected_version=3,
)
RECEIPT = Receipt(case=UUID(int=2), reference="R-1", version=4, stage="referred", events=("x",), next_instant=None)


def over_the_wire(submission: Submission) -> Submission:
    return Submission.model_validate_json(submission.model_dump_json())


def test_what_was_signed_is_known_again_after_its_way_through_temporal() -> None:
    assert SIGNER.has_signed(over_the_wire(SIGNER.signed(ASKED)))


def test_what_was_not_signed_or_with_another_key_is_not() -> None:
    assert not SIGNER.has_signed(ASKED)
    assert not SIGNER.has_signed(ANOTHER.signed(ASKED))
    for made_up in ("", "0" * 64, "é"):
        assert not SIGNER.has_signed(ASKED.model_copy(update={"signature": made_up}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("command_id", uuid4()),
        ("case", uuid4()),
        ("command", "cancel-enforcement-step"),
        ("fields", {"step": "other"}),
        ("actor", "Bob"),
        ("role", Role.ENGINE),
        ("expected_version", None),
        ("expected_version", 4),
    ],
)
def test_a_signature_covers_the_whole_of_a_request(field: str, value: Any) -> None:
    assert not SIGNER.has_signed(SIGNER.signed(ASKED).model_copy(update={field: value}))


def test_each_asking_of_a_request_bears_the_same_signature() -> None:
    assert SIGNER.has_signed(SIGNER.signed(ASKED).model_copy(update={"asking": uuid4()}))


def test_a_pointer_is_signed_where_it_is_made_and_known_where_it_arrives() -> None:
    pointer = Pointer(command_id=UUID(int=1), case=UUID(int=2), command="link-prosecution", fields={"witness": True})
    assert SIGNER.has_signed(submission_of(SIGNER.signed_pointer(pointer)))
    assert not SIGNER.has_signed(submission_of(pointer))


def test_an_answer_is_to_one_asking_of_one_request() -> None:
    asked = ASKED.model_copy(update={"asking": uuid4()})
    answer = Answer.model_validate_json(SIGNER.signed_answer(Answer(receipt=RECEIPT), asked).model_dump_json())
    assert SIGNER.has_answered(answer, asked)
    assert not ANOTHER.has_answered(answer, asked)
    for other in ({"asking": uuid4()}, {"asking": None}, {"command_id": uuid4()}):
        assert not SIGNER.has_answered(answer, asked.model_copy(update=other))


@pytest.mark.parametrize(
    "altered",
    [
        {"receipt": RECEIPT.model_copy(update={"version": 5})},
        {"receipt": None, "refusal": Refusal(code="wrong-stage", message="No.")},
        {"duplicate": True},
        {"signature": None},
    ],
)
def test_an_answer_that_was_altered_is_not_believed(altered: dict[str, Any]) -> None:
    asked = ASKED.model_copy(update={"asking": uuid4()})
    answer = SIGNER.signed_answer(Answer(receipt=RECEIPT), asked)
    assert not SIGNER.has_answered(answer.model_copy(update=altered), asked)


def test_an_answer_to_nobody_in_particular_proves_nothing() -> None:
    assert not SIGNER.has_answered(SIGNER.signed_answer(Answer(receipt=RECEIPT), ASKED), ASKED)


def test_the_signing_key_is_not_the_key_encryption_key() -> None:
    key = KeyEncryptionKey(bytes(32))
    assert bytes(32) != key.signing_key
    assert key.check_value != key.signing_key
    assert key.signing_key == KeyEncryptionKey(bytes(32)).signing_key
