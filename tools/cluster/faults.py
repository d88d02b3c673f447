"""What happens to the machines, and how it is made good."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.cluster import network
from tools.cluster.configuration import WEBS
from tools.cluster.house import House
from tools.cluster.needs import POSTGRESQL

Heal = Callable[[], None]


@dataclass(frozen=True)
class Fault:
    """One way to fail: ``happen`` does it and returns to whom, and what makes it good after ``seconds``."""

    name: str
    seconds: float
    happen: Callable[[House], tuple[str, Heal]]


def _server(house: House) -> tuple[str, Heal]:
    name = house.primary()
    house.machines[name].kill_one(str(POSTGRESQL))
    return name, _nothing


def _power(house: House) -> tuple[str, Heal]:
    name = house.primary()
    house.machines[name].off()
    return name, house.machines[name].on


def _cut(house: House) -> tuple[str, Heal]:
    name = house.primary()
    network.cut(name)
    return name, lambda: network.join(name)


def _split(house: House) -> tuple[str, Heal]:
    """Cut the primary off from the other two alone: the program still reaches it, and it may not confirm anything."""
    name = house.primary()
    others = {other: its for other, its in house.databases.items() if other != name}
    network.split(name, house.databases[name], others)
    return name, lambda: network.heal(name, house.databases[name], others)


def _standby(house: House) -> tuple[str, Heal]:
    name = next(one["name"] for one in house.members() if one["role"] == "sync_standby")
    house.machines[name].off()
    return name, house.machines[name].on


def _web(house: House) -> tuple[str, Heal]:
    name = next(iter(WEBS))
    house.machines[name].off()
    return name, house.machines[name].on


def _switch(house: House) -> tuple[str, Heal]:
    return house.switch(), _nothing


def _nothing() -> None:
    """It mends itself."""


FAULTS = (
    Fault("server of the primary killed (-9)", 12, _server),
    Fault("machine of the primary dead (-9)", 33, _power),
    Fault("primary cut off from everybody", 33, _cut),
    Fault("primary cut off from the other two", 33, _split),
    Fault("machine of the follower in step dead (-9)", 20, _standby),
    Fault("a web machine dead (-9)", 12, _web),
    Fault("handed over in order", 12, _switch),
)
