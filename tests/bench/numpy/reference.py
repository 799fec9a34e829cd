"""The reference deal over many paths at once in numpy, one array operation a step: floats, nothing rounded.

It checks itself against examples/reference-deal.deal, whose tests hold the same figures to the cent, then prints
nanoseconds of processor time a path-period."""

import math
import statistics
import time

try:
    import numpy as np
except ImportError:
    raise SystemExit("There is no numpy here.")

PERIODS = 60
INSTALMENT = 375_000.0


def draw(random, paths):
    """Factors of rent and coins by period and path: volatilities 35% and 70% a year, correlation 40%."""
    root = math.sqrt(1 / 12)
    one, other = random.standard_normal((2, PERIODS, paths))
    rent = np.cumsum(-0.35 * 0.35 / 24 + 0.35 * root * one, axis=0)
    both = 0.40 * one + math.sqrt(1 - 0.40 * 0.40) * other
    coins = np.cumsum(-0.70 * 0.70 / 24 + 0.70 * root * both, axis=0)
    return np.exp(rent), np.exp(coins)


def run(rents, coins):
    """Months of breach and default (0 is never), claims and receipts, what equity makes."""
    paths = rents.shape[1]
    zero = np.zeros(paths)
    senior, mezz, reserve = np.full(paths, 18e6), np.full(paths, 6e6), np.full(paths, 3e6)
    arrears = late = flow1 = flow2 = service1 = service2 = zero
    equity, npv, least_cover, most_loan = zero.copy(), zero.copy(), np.full(paths, 99.0), zero.copy()
    breach, default = np.zeros(paths, np.int64), np.zeros(paths, np.int64)
    claims = [zero] * 4
    alive, missed = np.ones(paths, bool), np.zeros(paths, bool)
    rent = value = growth = discount = 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        for month in range(1, PERIODS + 1):
            if month > 1:
                rent *= 0.981576529874
                growth *= 1.002466269772
            value *= 0.964738135793
            discount *= 0.990600397943
            if month == 24:
                rent *= 0.90
                value *= 0.75
            x, b = rents[month - 1], coins[month - 1]
            market, coin = 30e6 * value * x, 6e6 * b
            rate = (max(0.03, 0.043 - 0.0002 * (month - 1)) + 0.045) / 12
            operating = 1_518_400.0 * rent * x - (58_400.0 + 120_000.0 * growth)
            fee = 10_000.0 + senior * (0.005 / 12)
            interest, junior, scheduled = senior * rate, mezz * (0.13 / 12), np.minimum(senior, INSTALMENT)
            cash = np.maximum(np.maximum(operating, 0) - fee, 0)

            due = interest + arrears
            paid = np.minimum(cash, due)
            drawn = np.minimum(reserve, due - paid)
            cash, reserve, arrears = cash - paid, reserve - drawn, due - paid - drawn
            paid = np.minimum(cash, junior)
            cash, mezz = cash - paid, mezz + (junior - paid)
            due = np.minimum(senior, INSTALMENT + late)
            paid = np.minimum(cash, due)
            drawn = np.minimum(reserve, due - paid)
            cash, reserve = cash - paid, reserve - drawn
            senior, late = senior - (paid + drawn), due - paid - drawn
            short = arrears + late > 0.005
            liquidated, missed = short & missed & alive, short

            gap = 6 * (np.minimum(senior, INSTALMENT) + senior * rate) - reserve
            moved = np.minimum(cash, np.maximum(gap, 0)) + np.minimum(gap, 0)
            reserve, cash = reserve + moved, cash - moved

            flow, service = operating - fee, interest + junior + scheduled
            flows, services = flow + flow1 + flow2, service + service1 + service2
            flow1, flow2, service1, service2 = flow, flow1, service, service1
            debt = senior + mezz
            cover = np.where(services > 0, np.minimum(99.0, flows / services), 99.0)
            least_cover = np.where(alive, np.minimum(least_cover, cover), least_cover)
            most_loan = np.where(alive, np.maximum(most_loan, debt / (market + coin)), most_loan)
            trap = (debt > 0) & ((flows < 1.20 * services) | (debt > 0.80 * (market + coin)))
            breach = np.where(trap & alive & (breach == 0), month, breach)

            swept = np.where(trap, np.minimum(cash, senior), 0.0)
            cash, senior = cash - swept, senior - swept
            swept = np.minimum(np.where(trap, cash, 0.5 * cash), mezz)
            cash, mezz = cash - swept, mezz - swept
            rest = np.where(alive, cash, 0.0)
            equity += rest
            npv += rest * discount

            ended = alive if month == PERIODS else liquidated
            if ended.any():
                forced = np.minimum(0.80, 0.05 + 0.25 / x)
                gross = market * (1 - np.where(liquidated, forced, 0.10))
                gross = gross + coin * (1 - np.where(liquidated, 0.05, 0.0))
                net = 0.98 * gross + reserve
                to_senior = np.minimum(net, senior + arrears)
                to_mezz = np.minimum(net - to_senior, mezz)
                rest = np.where(ended, net - to_senior - to_mezz, 0.0)
                now = [senior + arrears, to_senior, mezz, to_mezz]
                claims = [np.where(ended, it, kept) for it, kept in zip(now, claims)]
                equity += rest
                npv += rest * discount
                default = np.where(liquidated, month, default)
                alive = alive & ~ended
    return breach, default, least_cover, most_loan, claims, equity, npv


def check():
    """As stated, and with rent at half and coins at 60% from month 13."""
    calm, slump = np.ones((PERIODS, 1)), np.ones((PERIODS, 2))
    slump[12:] = [0.5, 0.6]
    for rents, coins, wanted in [
        (calm, calm, (40, 0, 0.0, 24_143_416.37, 16_832_671.59)),
        (slump[:, :1], slump[:, 1:], (13, 31, 4_981_961.64, 3_938_150.50, 3_716_720.69)),
    ]:
        breach, default, _, _, claims, equity, npv = run(rents, coins)
        found = [it[0] for it in (breach, default, claims[1], equity, npv)]
        assert all(abs(a - b) < 0.5 for a, b in zip(found, wanted)), (found, wanted)


def nanoseconds(work, paths, rounds):
    times = []
    for _ in range(rounds):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return statistics.median(times) * 1e9 / (paths * PERIODS)


def main():
    check()
    random = np.random.default_rng(1)
    print(f"| numpy {np.__version__}, floats | deal, ns a path-period | draws |\n|---|---|---|")
    for paths in (256, 1_024, 4_096, 16_384):
        rents, coins = draw(random, paths)
        deal = nanoseconds(lambda: run(rents, coins), paths, 9)
        draws = nanoseconds(lambda: draw(random, paths), paths, 5)
        print(f"| {paths} paths | {deal:.1f} | {draws:.1f} |")
    breach, default, *_ = run(*draw(random, 16_384))
    print(f"\nShares of 16384 paths: breach {(breach > 0).mean():.4f}, default {(default > 0).mean():.4f}.")


if __name__ == "__main__":
    main()
