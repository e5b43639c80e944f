"""The closed network in SimPy: `simpy_network.py CLIENTS SECONDS SEED` prints cycles a second of wall clock and jobs a
second of virtual time.

A process per client that thinks, requests the core (a Resource of 1), computes, lets it go: as SimPy's own examples do
it. Nothing is logged.
"""

import sys
from random import Random
from time import perf_counter

import simpy

THINK, CPU = 9e-3, 1e-3
# How far to go between two looks at the wall clock: about a thousand cycles.
SLICE = 1.0


class Network:
    def __init__(self, clients, seed):
        self.env = simpy.Environment()
        self.core = simpy.Resource(self.env, capacity=1)
        self.exponential = Random(seed).expovariate
        self.done = 0
        for _ in range(clients):
            self.env.process(self.client())

    def client(self):
        env, core, exponential = self.env, self.core, self.exponential
        while True:
            yield env.timeout(exponential(1 / THINK))
            with core.request() as turn:
                yield turn
                yield env.timeout(exponential(1 / CPU))
            self.done += 1

    def slice(self):
        self.env.run(until=self.env.now + SLICE)


def main():
    clients, seconds, seed = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    network = Network(clients, seed)
    # Warm: every client was served once on average, and then some.
    while network.done < clients + 20_000:
        network.slice()
    done, story, start = network.done, network.env.now, perf_counter()
    while perf_counter() - start < seconds:
        network.slice()
    wall = perf_counter() - start
    cycles = network.done - done
    print(f"{cycles / wall:.0f} {cycles / (network.env.now - story):.2f}")


main()
