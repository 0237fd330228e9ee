"""`Frozen`: the one base of every value that is stored, sent or compared. It refuses fields it does not know."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable, strict about its fields, comparable by value."""

    model_config = ConfigDict(frozen=True, extra="forbid")
