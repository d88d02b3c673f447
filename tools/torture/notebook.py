"""What people were told: each thing that the platform acknowledged, and may never lose."""

from dataclasses import dataclass, field


@dataclass
class Notebook:
    """Written by the load, read by the verdict."""

    filed: dict[str, str] = field(default_factory=dict)
    """Idempotency key → code of the dossier that was answered."""
    tried: set[str] = field(default_factory=set)
    """Idempotency keys that were sent at all."""
    uploads: dict[str, str] = field(default_factory=dict)
    """Id of a file that was taken in → its SHA-256."""
    moved: dict[str, set[str]] = field(default_factory=dict)
    """Code of a dossier → what a page showed as done with it."""
    paid: dict[str, str] = field(default_factory=dict)
    """Reference of a charge → number of the gateway's message that was acknowledged."""
    answers: dict[int, int] = field(default_factory=dict)
    """How many answers of each HTTP status came; 0 for a connection that broke."""
    written: list[float] = field(default_factory=list)
    """When each answer came that says "kept", on the clock that never goes back."""
    strange: list[str] = field(default_factory=list)
    """Answers that no client should get, however hard it goes: sentences."""

    def count(self, status: int) -> None:
        """Note an answer."""
        self.answers[status] = self.answers.get(status, 0) + 1

    def sums(self) -> dict[str, int]:
        """Return how much was acknowledged."""
        moves = sum(len(done) for done in self.moved.values())
        return {"filed": len(self.filed), "files": len(self.uploads), "moves": moves, "payments": len(self.paid)}
