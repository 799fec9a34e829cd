"""Figures of reference-deal.deal: a GPU fleet with bitcoin beside it, sixty months, money in cents.

Every product of money and a rate is rounded to the cent, every product of factors to twelve decimals.
"""
from fractions import Fraction as F

from rounding import money, ratio, show

RENT_FACTOR, COST_FACTOR = F("0.981576529874"), F("1.002466269772")
VALUE_FACTOR, DISCOUNT_FACTOR = F("0.964738135793"), F("0.990600397943")
INSTALMENT, FLOOR, CEILING = F(375_000), F("1.20"), F("0.80")
FEE_RATE, MEZZ_RATE = F("0.000416666667"), F("0.010833333333")
COLUMNS = ("revenue", "cfads", "si", "mi", "sched_paid", "top_up", "release", "sweep_s", "sweep_m", "equity", "S", "M", "D",
           "MV", "dscr", "ltv", "trap", "Ia", "Pa")


def factors(rent, coin):
    """The columns that no cash decides, month by month."""
    f = v = o = disc = F(1)
    for t in range(1, 61):
        if t > 1:
            f, o = ratio(f * RENT_FACTOR), ratio(o * COST_FACTOR)
        v, disc = ratio(v * VALUE_FACTOR), ratio(disc * DISCOUNT_FACTOR)
        if t == 24:
            f, v = ratio(f * F("0.90")), ratio(v * F("0.75"))
        x = F(rent(t))
        revenue = money(1_518_400 * ratio(f * x))
        opex = 58_400 + money(120_000 * o)
        machines, coins = money(30_000_000 * ratio(v * x)), money(6_000_000 * F(coin(t)))
        base = max(F("0.03"), F("0.043") - F("0.0002") * (t - 1))
        yield t, x, revenue, opex, machines, coins, ratio((base + F("0.045")) / 12), disc


class Till:
    """Cash of the month, with the reserve behind it."""

    def __init__(self, cash, reserve):
        self.cash, self.reserve = cash, reserve

    def take(self, due, with_reserve=False):
        own = min(self.cash, due)
        self.cash -= own
        drawn = min(self.reserve, due - own) if with_reserve else F(0)
        self.reserve -= drawn
        return own + drawn


def run(rent, coin):
    senior, mezz, reserve = F(18_000_000), F(6_000_000), F(3_000_000)
    interest_owed = principal_owed = equity = npv = F(0)
    misses, breach, window, rows = 0, 0, [], []
    for t, x, revenue, opex, machines, coins, rate, disc in factors(rent, coin):
        fee = 10_000 + money(senior * FEE_RATE)
        si, mi, scheduled = money(senior * rate), money(mezz * MEZZ_RATE), min(senior, INSTALMENT)
        till = Till(revenue, reserve)
        till.take(opex)
        till.take(fee)
        interest_owed += si
        interest_owed -= till.take(interest_owed, True)
        mezz += mi - till.take(mi)
        due = min(senior, INSTALMENT + principal_owed)
        paid = till.take(due, True)
        senior, principal_owed = senior - paid, due - paid
        misses = misses + 1 if interest_owed + principal_owed else 0
        target = 6 * (min(senior, INSTALMENT) + money(senior * rate))
        top_up = till.take(max(target - till.reserve, F(0)))
        released = max(till.reserve - target, F(0))
        reserve = till.reserve + top_up - released
        till.cash += released

        cfads = revenue - opex - fee
        window = (window + [(cfads, si + mi + scheduled)])[-3:]
        above, below = (sum(part) for part in zip(*window))
        debt, collateral = senior + mezz, machines + coins
        trapped = debt > 0 and (above < FLOOR * below or debt > CEILING * collateral)
        breach = breach or (t if trapped else 0)
        dscr, ltv = (above / below if below else None), debt / collateral
        sweep_s = min(till.cash, senior) if trapped else F(0)
        sweep_m = min(till.cash - sweep_s if trapped else money(till.cash / 2), mezz)
        senior, mezz = senior - sweep_s, mezz - sweep_m
        out = till.cash - sweep_s - sweep_m
        equity, npv = equity + out, npv + money(out * disc)
        rows.append(dict(zip(COLUMNS, (revenue, cfads, si, mi, paid, top_up, released, sweep_s, sweep_m, out, senior, mezz,
                                       reserve, machines, dscr, ltv, trapped, interest_owed, principal_owed))))
        if misses < 2 and t < 60:
            continue
        forced = misses == 2
        discount = min(F("0.80"), F("0.05") + ratio(F("0.25") / x)) if forced else F("0.10")
        gross = money(machines * (1 - discount)) + money(coins * (1 - (F("0.05") if forced else 0)))
        estate = gross - money(gross * F("0.02")) + reserve
        claims = senior + interest_owed, mezz
        received = min(estate, claims[0])
        junior = min(estate - received, claims[1])
        rest = estate - received - junior
        return dict(rows=rows, breach=breach, default=t if forced else 0, claims=claims, received=(received, junior),
                    gross=gross, equity=equity + rest, npv=npv + money(rest * disc),
                    lowest=min(row["dscr"] for row in rows if row["dscr"] is not None), highest=max(row["ltv"] for row in rows))


def steady(_):
    return 1


def stress_rent(t):
    return 1 if t <= 12 else F("0.5")


def stress_coin(t):
    return 1 if t <= 12 else F("0.6")


if __name__ == "__main__":
    for name, it, months in [("base", run(steady, steady), (1, 12, 24, 40, 47)),
                             ("stress", run(stress_rent, stress_coin), (13, 29, 30, 31))]:
        print(f"== {name}: breach {it['breach']}, default {it['default']}, lowest DSCR {show(it['lowest'], 9)}, highest LTV "
              f"{show(it['highest'], 9)}")
        print("  senior claim and received:", show(it["claims"][0]), show(it["received"][0]), " mezz:", show(it["claims"][1]),
              show(it["received"][1]), " gross:", show(it["gross"]))
        print("  equity:", show(it["equity"]), " npv:", show(it["npv"]))
        for t in months:
            row = it["rows"][t - 1]
            print(f"  t = {t}:", ", ".join(f"{key} {show(row[key], 6 if key in ('dscr', 'ltv') else 2)}" for key in COLUMNS
                                          if key != "trap" and row[key] is not None), f"trap {row['trap']}")
        if name == "base":
            for key in ("revenue", "si", "mi", "sched_paid", "sweep_s", "sweep_m", "equity"):
                print(f"  sum of {key}: {show(sum(row[key] for row in it['rows']))}")
