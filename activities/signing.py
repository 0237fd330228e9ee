"""Who may be believed of what passes through Temporal: whoever holds the key-encryption key, and nobody else.

Temporal's port asks nobody who they are, so every account of the machine can hand commands to the lanes and answer in
their place. Therefore a submission is signed by whoever asks, and `registrar.py` records nothing that is not; and an
answer is signed by the registrar, for one asking only. One that is not signed, because somebody made it up or because
Temporal remembers it from another time, proves nothing: then the log is asked (`workflows/asking.py`).

The signature is an HMAC-SHA256 under a key of its own, derived from the key-encryption key, so that what is shown here
tells nothing about what is sealed. It is not kept in the log, and needs to hold only as long as a command is under way.
"""

import hmac

import orjson

from activities.submission import Submission, submission_of
from domain.stream.answers import Answer, Pointer

_SAID = {"receipt", "refusal", "duplicate"}
"""What of an answer is signed: all that whoever asked is told."""


class Signer:
    """Signs, and knows what was signed with the same key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def signed(self, submission: Submission) -> Submission:
        """The submission as it may travel."""
        return submission.model_copy(update={"signature": self._of_submission(submission)})

    def signed_pointer(self, pointer: Pointer) -> Pointer:
        """The pointer as a lane may hand it over."""
        return pointer.model_copy(update={"signature": self._of_submission(submission_of(pointer))})

    def has_signed(self, submission: Submission) -> bool:
        """Whether this request, by this actor in this role, was signed with this key."""
        return _same(submission.signature, self._of_submission(submission))

    def signed_answer(self, answer: Answer, submission: Submission) -> Answer:
        """The answer to this asking of this request."""
        return answer.model_copy(update={"signature": self._of_answer(answer, submission)})

    def has_answered(self, answer: Answer, submission: Submission) -> bool:
        """Whether this is an answer of the registrar's to this very asking."""
        return submission.asking is not None and _same(answer.signature, self._of_answer(answer, submission))

    def _of_submission(self, submission: Submission) -> str:
        said = (submission.command_id.hex, submission.fingerprint, submission.expected_version)
        return self._code(b"nrm submission 1\n", orjson.dumps(said))

    def _of_answer(self, answer: Answer, submission: Submission) -> str:
        said = (submission.command_id.hex, submission.asking, answer.model_dump_json(include=_SAID))
        return self._code(b"nrm answer 1\n", orjson.dumps(said))

    def _code(self, purpose: bytes, said: bytes) -> str:
        return hmac.digest(self._key, purpose + said, "sha256").hex()


def _same(given: str | None, wanted: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode(errors="surrogatepass"), wanted.encode())
