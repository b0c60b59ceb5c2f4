"""The exact way, where conflicts bind: least sum of squared loads as a flow of least cost, on OR-tools.

Measures that differ in nothing are one node: n of them that need m raters each send n × m units, at most n through a
department and n to a rater; laid out by the wrap-around rule those units are raters again. A rater's arcs to the sink
cost more with every rating.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lovende.stats.assignment_loads import Flags, Ints, squares

FINE = 8  # so many ratings to each side of the guess are priced one by one, farther ones in growing lots
GROWTH = 8  # a lot is an eighth of its distance from the guess


class Shortage(Exception):
    """No flow: what `groups` (numbers) need is more than there is for them.

    `raters` (numbers) have no room for more together; `doors`: for each group the departments of which each of its
    measures can have one rater, beside those raters.
    """

    def __init__(self, groups: list[int], raters: list[int], doors: dict[int, list[int]]) -> None:
        super().__init__("no flow")
        self.groups, self.raters, self.doors = groups, raters, doors


@dataclass(frozen=True)
class Demand:
    """Groups of interchangeable measures.

    `size` (groups,): measures in each; `need` (groups,): raters each of them needs; `allowed` (groups, raters): who
    may; `kept` (groups, raters): whom to take first, before evenness.
    """

    size: Ints
    need: Ints
    allowed: Flags
    kept: Flags

    @property
    def total(self) -> int:
        return int((self.size * self.need).sum())


@dataclass(frozen=True)
class Supply:
    """Raters: `department`, `room` for more ratings, `held` ratings that stand; all (raters,)."""

    department: Ints
    room: Ints
    held: Ints


@dataclass(frozen=True)
class _Network:
    """Nodes: groups, doors (a group's department), raters, sink. `uses`: arcs door → rater, as (group, rater)."""

    demand: Demand
    supply: Supply
    uses: tuple[Ints, Ints]
    doors: Ints
    door_of_use: Ints

    @classmethod
    def of(cls, demand: Demand, supply: Supply) -> "_Network":
        groups, raters = np.nonzero(demand.allowed & (supply.room > 0))
        departments = int(supply.department.max(initial=-1)) + 1
        doors, door_of_use = np.unique(groups * departments + supply.department[raters], return_inverse=True)
        return cls(demand, supply, (groups, raters), doors, door_of_use)

    @property
    def departments(self) -> int:
        return int(self.supply.department.max(initial=-1)) + 1

    @property
    def first_door(self) -> int:
        return len(self.demand.size)

    @property
    def first_rater(self) -> int:
        return self.first_door + len(self.doors)

    @property
    def sink(self) -> int:
        return self.first_rater + len(self.supply.room)

    def arcs(self) -> tuple[Ints, Ints, Ints]:
        """Tails, heads, capacities: group → door, then door → rater in the order of `uses`."""
        group_of_door = self.doors // max(1, self.departments)
        tails = np.concatenate([group_of_door, self.first_door + self.door_of_use])
        heads = np.concatenate(
            [self.first_door + np.arange(len(self.doors)), self.first_rater + self.uses[1]]
        )
        size = self.demand.size
        return tails, heads, np.concatenate([size[group_of_door], size[self.uses[0]]])


def even_flow(demand: Demand, supply: Supply, guess: Ints) -> Ints:
    """(groups, raters): how many measures of each group each rater takes. Raises Shortage.

    As many as possible of `demand.kept` are taken; then the sum of squared loads (`supply.held` counted in) is the
    least there is. `guess` (raters,) says where the loads may lie, and matters for speed alone.
    """
    network = _Network.of(demand, supply)
    dearest = 2 * int((supply.held + supply.room).max(initial=0)) + 2
    guess = np.clip(guess, 0, supply.room)
    before = -1
    while True:
        taken = _cheapest(network, guess, dearest)
        loads = taken.sum(axis=0)
        left_out = demand.total - int(taken[demand.kept].sum())
        cost = left_out * dearest + squares(supply.held + loads)
        # Around its guess the priced cost is the true one, elsewhere never less: so either every load came to lie
        # where prices are exact, or the true cost fell, or the guess was the best already.
        if int(np.abs(loads - guess).max(initial=0)) < FINE or cost == before:
            return taken
        guess, before = loads, cost


def _cheapest(network: _Network, guess: Ints, dearest: int) -> Ints:
    """One flow of least cost, with exact prices around `guess`.

    A rater who is not `kept` costs `dearest`, more than two arcs to the sink can differ: a cycle of the residual
    network holds no more than two, so no gain of evenness pays for leaving out one who could be kept.
    """
    demand, supply = network.demand, network.supply
    tails, heads, capacities = network.arcs()
    costs = np.zeros(len(tails), dtype=np.int64)
    costs[len(network.doors) :] = np.where(demand.kept[network.uses], 0, dearest)
    priced = [(rater, *piece) for rater in range(len(guess)) for piece in _pieces(supply, guess, rater)]
    last = np.array(priced, dtype=np.int64).reshape(-1, 3)
    from ortools.graph.python import min_cost_flow  # 18 MB, for those who assign

    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([tails, network.first_rater + last[:, 0]]).astype(np.int32),
        np.concatenate([heads, np.full(len(last), network.sink)]).astype(np.int32),
        np.concatenate([capacities, last[:, 1]]),
        np.concatenate([costs, last[:, 2]]),
    )
    nodes = np.arange(network.sink + 1, dtype=np.int32)
    supplies = np.zeros(len(nodes), dtype=np.int64)
    supplies[: network.first_door] = demand.size * demand.need
    supplies[network.sink] = -demand.total
    solver.set_nodes_supplies(nodes, supplies)
    status = solver.solve()
    if status == solver.INFEASIBLE:
        raise _shortage(network)
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"the flow could not be solved: {status.name}")
    taken = np.zeros(demand.allowed.shape, dtype=np.int64)
    taken[network.uses] = solver.flows(numbers)[len(network.doors) : len(tails)]
    return taken


def _pieces(supply: Supply, guess: Ints, rater: int) -> Iterator[tuple[int, int]]:
    """Capacity and unit cost of a rater's arcs to the sink: (held + load)² in pieces, exact at their ends."""
    room, held, middle = int(supply.room[rater]), int(supply.held[rater]), int(guess[rater])
    steps = list(range(FINE + 1))
    while steps[-1] < room:
        steps.append(steps[-1] + max(1, steps[-1] // GROWTH))
    ends = sorted(
        {0, room} | {end for step in steps for end in (middle - step, middle + step) if 0 < end < room}
    )
    for start, end in zip(ends, ends[1:], strict=False):
        yield end - start, 2 * held + start + end


def _shortage(network: _Network) -> Shortage:
    """The part of the network behind a least cut: groups that need more than passes out of it."""
    demand, supply = network.demand, network.supply
    tails, heads, capacities = network.arcs()
    capacities[len(network.doors) :] = demand.total
    groups, raters = np.arange(len(demand.size)), np.arange(len(supply.room))
    source = network.sink + 1
    from ortools.graph.python import max_flow

    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        np.concatenate([tails, np.full(len(groups), source), network.first_rater + raters]).astype(np.int32),
        np.concatenate([heads, groups, np.full(len(raters), network.sink)]).astype(np.int32),
        np.concatenate([capacities, demand.size * demand.need, supply.room]),
    )
    solver.solve(source, network.sink)
    behind = np.zeros(source + 1, dtype=bool)
    behind[solver.get_source_side_min_cut()] = True
    short = [int(group) for group in groups if behind[group]]
    full = [int(rater) for rater in raters if behind[network.first_rater + rater]]
    doors: dict[int, list[int]] = {group: [] for group in short}
    for number, door in enumerate(network.doors):
        group, department = divmod(int(door), network.departments)
        if behind[group] and not behind[network.first_door + number]:
            doors[group].append(department)
    return Shortage(short, full, doors)
