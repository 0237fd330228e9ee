"""The strands of a case as a script reads them."""

import json

from desk import strands
from domain.referral import strands as s
from tests.domain.referral.test_strand_words import DAY, a_case


def test_the_document_names_every_state() -> None:
    known = s.Strands(s.AgeFound("child", DAY), custody=s.Held(None, DAY, 6), acknowledged=frozenset({9, 3}))
    document = json.loads(json.dumps(strands.document(a_case(known))))

    assert {"is": "age-found", "group": "child", "on": "2024-05-01"} == document["age"]
    held = {"is": "held", "kind": None, "since": "2024-05-01", "version": 6, "planned": None, "safety_plan": False}
    assert held == document["custody"]
    assert {"is": "no-guardian"} == document["guardianship"]
    assert [3, 9] == document["acknowledged"]
