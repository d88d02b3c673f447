"""The doors rule: a module is entered from outside only through its doors (docs/house.md, rule 4)."""

from typing import Any, cast

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Fails when a module reaches past another module's doors. Tests may look into any room."""

    house = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    free = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Collect every import that enters a room which is no door."""
        breaches = []
        doors: set[str] = set(cast(Any, self.doors))
        free: set[str] = set(cast(Any, self.free))
        for guest in graph.modules:
            for room in graph.find_modules_directly_imported_by(guest):
                parts, own = room.split("."), guest.split(".")
                if parts[0] != self.house or len(parts) < 3 or parts[1] in {*free, "sites", "procedures", "connectors"}:
                    continue
                is_test = "tests" in own or own[-1] == "conftest"
                if own[:2] == parts[:2] or own[0] != self.house or is_test or parts[2] in doors:
                    continue
                breaches.append((guest, room))
        return ContractCheck(kept=not breaches, metadata={"breaches": sorted(breaches)})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each breach and the doors that stand open."""
        for guest, room in check.metadata["breaches"]:
            output.print_error(f"{guest} enters {room}: use {', '.join(sorted(cast(Any, self.doors)))}")
