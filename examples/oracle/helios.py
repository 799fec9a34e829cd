"""Figures of helios.deal under base, Squeeze, Collapse and Rescued: the whole deal, month by month, on its own terms.

Where the language page leaves a choice, this script takes: equal principal divides each draw by itself, odd cents to its
first instalments; `as known today` looks ahead at the coupon in force in the current period, committed draws earning
from their own dates; a payer that defaults on the last day of a period has still paid for that period.
"""
import calendar
import csv
import datetime
import math
import pathlib
from fractions import Fraction as F

from rounding import decayed, equal_parts, grown, money, percent, price, ratio, root, show

SOFR = pathlib.Path(__file__).parent.parent / "market" / "sofr.csv"
CLOSING, PERIODS = datetime.date(2025, 6, 30), 48
UNITS, ANCHOR_UNITS, ANCHOR_ENDS = 8_192, 5_734, 48
COST = F(UNITS) * 33_600
DRAWS = {0: F("110_000_000"), 6: F("40_000_000")}
FIRST_INSTALMENT, INSTALMENTS = 7, 42
RENT, UTILIZATION, ANCHOR_PRICE, HOSTING, MEZZ = F("2.60"), F("0.80"), F("2.10"), F(180), F("45_000_000")
LOCKUP_COVER, DEFAULT_COVER, MOST_LTV, ADVANCE = F("1.35"), F("1.10"), F("0.90"), F("0.85")
LOT, CARRY, COSTS, SCRAP = 1_000, F(150), F("0.05"), F(400)


def month_end(months):
    year, month = divmod(CLOSING.month - 1 + months, 12)
    year += CLOSING.year
    return datetime.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


DATES = [month_end(months) for months in range(PERIODS + 25)]
DAYS = [0] + [(DATES[t] - DATES[t - 1]).days for t in range(1, len(DATES))]
PARTS = {t: [money(part) for part in equal_parts(amount, INSTALMENTS)] for t, amount in DRAWS.items()}


def prints():
    with open(SOFR) as file:
        rows = [(datetime.date.fromisoformat(row["date"]), F(row["SOFR"]) / 100) for row in csv.DictReader(file)]
    return [next(rate for date, rate in reversed(rows) if date <= day) for day in DATES]


PRINTS = prints()


def thirty(t):
    """Days of period t by 30/360: month ends that are not the 30th or 31st count as they are."""
    start, end = DATES[t - 1], DATES[t]
    first = min(start.day, 30)
    last = 30 if end.day == 31 and first == 30 else end.day
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


class Scenario:
    def __init__(self, rubin=False, anchor_lost=None, crunch=False, cures=F(0)):
        self.rubin, self.anchor_lost, self.crunch, self.cures = rubin, anchor_lost, crunch, cures

    def rent(self, t):
        value = price(RENT * grown(F("0.87"), t))
        if self.rubin and DATES[t] >= datetime.date(2026, 10, 1):
            months = (DATES[t].year - 2026) * 12 + DATES[t].month - 9
            value = price(value * (1 + ratio(F("-0.20") * ratio(F(min(months, 6), 6)))))
        return value

    def market(self, t, seen=None):
        """Of the whole fleet, with the shocks seen by a date: shocks act before the floor."""
        value = money(COST * grown(F("0.65"), t))
        if self.rubin and DATES[t if seen is None else seen] >= datetime.date(2026, 10, 1):
            value = money(value * F("0.65"))
        return max(value, money(COST * F("0.05")))

    def anchor(self, t):
        """Units in force over the period."""
        alive = self.anchor_lost is None or DATES[t] <= self.anchor_lost
        return ANCHOR_UNITS if t <= ANCHOR_ENDS and alive else 0

    def operations(self, t):
        hours = DAYS[t] * 24
        billed = money(price(self.anchor(t) * ANCHOR_PRICE) * hours)
        merchant = money(money(price((UNITS - self.anchor(t)) * self.rent(t)) * hours) * UTILIZATION)
        energy = money(F(UNITS) * F("1.275") * F("1.30") * hours * F("0.08"))
        revenue = billed + merchant
        hosting = money(F(UNITS) * F("1.275") * HOSTING)
        opex = energy + hosting + money(revenue * F("0.18"))
        return revenue, opex, revenue - opex - 10_000


def book(t):
    return money(COST * max(72 - t, 0) / 72)


def coupon(t):
    """Set in advance: on the close of the period before."""
    return max(PRINTS[max(t - 1, 0)], F(0)) + F("0.04")


def instalment(t, row):
    """What the schedule asks in period t, seen from a row: committed draws included."""
    n = t - FIRST_INSTALMENT
    return sum(part[n] for part in PARTS.values() if 0 <= n < INSTALMENTS)


def kept(form, lot, depth):
    """The share of the price that a lot keeps on average; all of the depth is back a month later."""
    if form == "exponential":
        return ratio((1 - decayed(ratio(F(lot) / depth))) * depth / lot)
    if form == "linear":
        return 1 - ratio(F(lot) / (2 * depth))
    return 1 - ratio(F("0.10") * root(ratio(F(lot, 1_000))))


class Deal:
    def __init__(self, scenario):
        self.it = scenario
        self.senior = self.mezz = self.uses = self.cash = self.dsra = self.trap = F(0)
        self.interest_owed = self.principal_owed = self.ahead = self.mandatory = self.undrawn_owed = F(0)
        self.mezz_interest = self.mezz_due = F(0)
        self.opex_owed = self.agent_owed = F(0)
        self.sponsor_in = self.sponsor_out = F(0)
        self.history = [None]
        self.in_default = {"senior": None, "mezz": None}
        self.holds = {"dscr": False, "ltv": False}
        self.passes = {"dscr": 0}
        self.events, self.tests, self.today = [], [], []
        self.cure = dict(budget=scenario.cures, uses=0, committed=F(0), due=None, credits={}, waiting=None)
        self.advance_due = None
        self.overdue = None
        self.started = self.accelerated = None
        self.rows = []

    # -- What the moments share -----------------------------------------------------------------------------------

    @property
    def lockup(self):
        return any(self.holds.values())

    def event(self, t, word):
        self.events.append((DATES[t], word))

    def default(self, t, names, why):
        for name in names:
            if self.in_default[name] is None:
                self.in_default[name] = t
                self.event(t, f"event of default of {name}: {why}")

    def owes_after_default(self):
        """Nothing reaches the sponsor after an event of default until all debt is paid."""
        defaulted = any(value is not None for value in self.in_default.values())
        return defaulted and self.senior + self.mezz + self.interest_owed > 0

    def target(self, t):
        """Contractual payments of the next six months, as known today."""
        balance, ahead, total, rate = self.senior, self.ahead, F(0), coupon(t)
        for later in range(t + 1, min(t + 6, PERIODS) + 1):
            total += money(balance * rate * DAYS[later] / 360)
            balance += DRAWS.get(later, F(0)) if later > t else F(0)
            scheduled = instalment(later, t)
            absorbed = min(scheduled, ahead)
            ahead -= absorbed
            principal = max(min(scheduled - absorbed, balance - self.principal_owed), F(0))
            balance -= principal
            total += principal
        return total

    def pay(self, due, *reserves):
        """From the collections, then from reserves in their order."""
        paid = min(self.cash, due)
        self.cash -= paid
        for name in reserves:
            there = getattr(self, name)
            part = min(there, due - paid)
            setattr(self, name, there - part)
            paid += part
        return paid

    def dscr(self, t):
        cfads = sum(self.history[k]["cfads"] + self.cure["credits"].get(k, F(0)) for k in range(t - 2, t + 1))
        service = sum(self.history[k]["service"] for k in range(t - 2, t + 1))
        return cfads, service

    # -- The moments of a period -----------------------------------------------------------------------------------

    def draw(self, t):
        amount = DRAWS.get(t, F(0))
        self.drawn = amount
        if not amount or self.accelerated is not None:
            return
        self.senior += amount
        self.uses += amount
        if t == 0:
            self.mezz += MEZZ
            self.uses += MEZZ
        self.uses -= money(amount * F("0.015"))
        top = min(self.uses, max(self.target(t) - self.dsra, F(0)))
        self.uses, self.dsra = self.uses - top, self.dsra + top
        purchase = COST if t == 0 else F(0)
        own = min(self.uses, purchase)
        self.uses -= own
        self.sponsor_in += purchase - own
        self.sponsor_out += self.uses
        self.uses = F(0)

    def accrue(self, t, opening):
        rate = coupon(t)
        plain = money(opening * rate * DAYS[t] / 360)
        self.interest = plain
        if self.in_default["senior"] is not None:
            self.interest = money(opening * (rate + F("0.02")) * DAYS[t] / 360)
        raw = instalment(t, t)
        absorbed = min(raw, self.ahead)
        self.ahead -= absorbed
        self.scheduled = max(min(raw - absorbed, self.senior - self.principal_owed), F(0))
        self.interest_owed += self.interest
        self.principal_owed = min(self.principal_owed + self.scheduled, self.senior)
        if t == PERIODS:
            self.principal_owed = self.senior
            self.mezz_due = self.mezz
        self.mezz_interest = money(self.mezz * F("0.13") * thirty(t) / 360)
        if t <= 6:
            self.undrawn_owed += money(DRAWS[6] * F("0.005") * DAYS[t] / 360)
        self.service = plain + self.scheduled

    def waterfall(self, t):
        standstill = self.started is not None
        self.opex_owed -= self.pay(self.opex_owed)
        self.agent_owed -= self.pay(self.agent_owed)
        self.undrawn_owed -= self.pay(self.undrawn_owed)
        self.interest_owed -= self.pay(self.interest_owed, "trap", "dsra")
        due = min(self.principal_owed, self.senior)
        paid = self.pay(due, "trap", "dsra")
        self.principal_owed -= paid
        self.senior -= paid
        paid = self.pay(min(self.mandatory, self.senior))
        self.mandatory, self.senior, self.ahead = self.mandatory - paid, self.senior - paid, self.ahead + paid
        if paid:
            self.event(t, f"prepays {show(paid)}")
        top = self.pay(max(self.target(t) - self.dsra, F(0)))
        self.dsra += top
        over = max(self.dsra - self.target(t), F(0))
        self.dsra, self.cash = self.dsra - over, self.cash + over
        if t >= 9:
            self.test_dscr(t)
        if self.lockup:
            self.trap, self.cash = self.trap + self.cash, F(0)
        if not standstill:
            self.mezz_interest -= self.pay(self.mezz_interest)
        self.mezz += self.mezz_interest
        self.mezz_interest = F(0)
        if not standstill:
            if t == PERIODS:
                self.mezz -= self.pay(self.mezz)
            sweep = min(money(self.cash / 2), self.mezz)
            self.mezz, self.cash = self.mezz - sweep, self.cash - sweep
            if not self.owes_after_default():
                self.sponsor_out += self.cash
                self.distributed += self.cash
                self.cash = F(0)

    def test_dscr(self, t):
        above, below = self.dscr(t)
        self.failed = False
        if below <= 0:
            return
        self.rows_dscr = ratio(above / below)
        self.tests.append(("DSCR", t, above / below, above - LOCKUP_COVER * below))
        if above < LOCKUP_COVER * below:
            if not self.holds["dscr"]:
                self.event(t, f"DSCR below 1.35x at {show(above / below, 4)}: lock-up")
            self.holds["dscr"], self.passes["dscr"] = True, 0
        else:
            self.passes["dscr"] += 1
            if self.holds["dscr"] and self.passes["dscr"] >= 2:
                self.holds["dscr"] = False
                self.event(t, "DSCR lock-up ends")
        self.failed = above < DEFAULT_COVER * below
        if self.failed:
            self.short = F(math.ceil((DEFAULT_COVER * below - above) * 100), 100)
            self.event(t, f"DSCR below 1.10x at {show(above / below, 4)}: {show(self.short)} would cure")

    def test_at_close(self, t):
        if t >= 9 and DATES[t].month % 3 == 0:
            value = self.it.market(t)
            self.tests.append(("LTV", t, self.senior / value, MOST_LTV * value - self.senior))
            failed = self.senior > MOST_LTV * value
            if failed != self.holds["ltv"]:
                self.event(t, f"LTV {percent(self.senior / value)}: " + ("lock-up" if failed else "lock-up ends"))
            self.holds["ltv"] = failed
        self.tests.append(("Advance", t, self.senior / book(t), ADVANCE * book(t) - self.senior))
        self.advance_failed = self.senior > ADVANCE * book(t)
        if self.advance_failed:
            self.event(t, f"Advance {percent(self.senior / book(t))}")
            self.mandatory = max(self.mandatory, F(math.ceil((self.senior - ADVANCE * book(t)) * 100), 100))

    def react(self, t):
        unpaid = self.interest_owed + self.principal_owed
        if unpaid:
            self.event(t, f"misses a payment: {show(unpaid)} unpaid")
        # Five days after a payment date the next one is due: what was unpaid then and still is, is a default.
        if self.overdue is not None and unpaid:
            left = max(self.overdue - self.paid_senior, F(0))
            if left:
                self.default(t, ["senior"], "payment")
            self.overdue = unpaid
        else:
            self.overdue = unpaid or None
        if t == PERIODS and self.senior + self.interest_owed > 0:
            self.default(t, ["senior"], "maturity")
        if t == PERIODS and self.mezz > 0:
            self.default(t, ["mezz"], "maturity")
        self.react_to_dscr(t)
        # Ten business days after a month end, the first payment date is the next one.
        if self.advance_due is not None and t >= self.advance_due:
            if self.mandatory:
                self.default(t, ["senior", "mezz"], "prepayment not made")
            self.advance_due = None
        if self.advance_failed and self.advance_due is None:
            self.advance_due = t + 1

    def settles(self, t):
        deadline = DATES[t] + datetime.timedelta(days=30)
        return next(k for k, day in enumerate(DATES) if day >= deadline)

    def react_to_dscr(self, t):
        cure = self.cure
        if self.failed and cure["uses"] < 3 and cure["budget"] >= self.short:
            cure["uses"] += 1
            cure["budget"] -= self.short
            cure["credits"][t] = self.short
            if not cure["committed"]:
                cure["due"] = self.settles(t)
            cure["committed"] += self.short
            self.event(t, f"the sponsor undertakes to bring {show(self.short)}")
        elif self.failed and cure["waiting"] is None:
            cure["waiting"] = self.settles(t)
        if cure["committed"] and t >= cure["due"]:
            self.cash += cure["committed"]
            self.sponsor_in += cure["committed"]
            self.event(t, f"cure money arrives: {show(cure['committed'])}")
            cure["committed"] = F(0)
        if cure["waiting"] is not None and t >= cure["waiting"]:
            cure["waiting"] = None
            self.default(t, ["senior", "mezz"], "cover not cured")

    # -- The run ---------------------------------------------------------------------------------------------------

    def period(self, t):
        opening = self.senior
        self.draw(t)
        self.distributed = F(0)
        self.failed = self.advance_failed = False
        self.rows_dscr = None
        if t == 0:
            return
        revenue, opex, cfads = self.it.operations(t)
        self.accrue(t, opening)
        self.history.append(dict(cfads=cfads, service=self.service))
        self.opex_owed += opex
        self.agent_owed += 10_000
        self.cash += revenue
        if not self.lockup:
            self.trap, self.cash = F(0), self.cash + self.trap
        before = self.interest_owed + self.principal_owed
        self.waterfall(t)
        self.paid_senior = before - self.interest_owed - self.principal_owed
        self.test_at_close(t)
        self.react(t)
        if t == PERIODS and not self.owes_after_default():
            self.sponsor_out += self.cash + self.trap
            self.distributed += self.cash + self.trap
            self.cash = self.trap = F(0)
        self.rows.append(dict(t=t, date=DATES[t], revenue=revenue, cfads=cfads, interest=self.interest, scheduled=self.scheduled,
                              senior=self.senior, mezz=self.mezz, dsra=self.dsra, trap=self.trap, cash=self.cash,
                              distributed=self.distributed, dscr=self.rows_dscr, market=self.it.market(t)))

    def run(self):
        for t in range(PERIODS + 1):
            self.period(t)
            if self.started is None and self.in_default["senior"] is not None:
                self.started = t
                self.event(t, "enforcement starts")
            if self.started is not None and DATES[t] >= DATES[self.started] + datetime.timedelta(days=60):
                self.accelerated = t
                self.event(t, "acceleration")
                self.recovered = self.enforce(t)
                self.range = {form: self.enforce(t, form) for form in ("root", "linear")}
                self.today.append((DATES[t], self.enforce(t, today=True)))
                break
            if t:
                self.today.append((DATES[t], self.enforce(t, today=True)))
        return self

    def enforce(self, start, form="exponential", today=False):
        """What each claim receives when everything falls due at the close of a period; `today` sees no later shock."""
        claims = {"senior": self.senior + self.interest_owed + self.undrawn_owed, "mezz": self.mezz}
        owed, received, present = dict(claims), dict.fromkeys(claims, F(0)), dict.fromkeys(claims, F(0))
        estate, costs_owed, rest, units = self.cash + self.dsra + self.trap, F(0), F(0), UNITS
        applied = estate
        depth = money(5_000 * (F("0.20") if self.it.crunch else 1)) * F("0.35")
        sale = start + 3
        sales = []
        for t in range(start, sale + 16):
            if t == sale:
                first = price(self.it.market(min(t, PERIODS + 24), start if today else None) / UNITS)
            elif t > sale and units:
                lot = min(LOT, units)
                now = price(first * grown(F("0.98"), t - sale, 1))
                average = max(price(now * max(kept(form, lot, depth), F(0))), SCRAP)
                gross = money(lot * average)
                costs_owed += money(gross * COSTS) + money(units * CARRY)
                units -= lot
                estate += gross
                sales.append((DATES[t], lot, average, gross))
            paid = min(estate, costs_owed)
            estate, costs_owed = estate - paid, costs_owed - paid
            for name in ("senior", "mezz"):
                paid = min(estate, owed[name])
                estate -= paid
                owed[name] -= paid
                received[name] += paid
                present[name] += money(paid * grown(F("1.12"), start - t))
            if not any(owed.values()):
                rest, estate = rest + estate, F(0)
        return dict(claims=claims, received=received, present=present, rest=rest, applied=applied, first=first, sales=sales)


SCENARIOS = {
    "base": Scenario(),
    "Squeeze": Scenario(rubin=True),
    "Collapse": Scenario(rubin=True, anchor_lost=datetime.date(2027, 1, 31),
                         crunch=True),
    "Rescued": Scenario(rubin=True, anchor_lost=datetime.date(2027, 1, 31),
                        crunch=True, cures=F("20_000_000")),
}

if __name__ == "__main__":
    for name, scenario in SCENARIOS.items():
        deal = Deal(scenario).run()
        print(f"== {name}")
        for date, word in deal.events:
            print(f"  {date}  {word}")
        for covenant in ("DSCR", "LTV", "Advance"):
            tests = [(value, DATES[t]) for what, t, value, _ in deal.tests if what == covenant]
            worst = (min if covenant == "DSCR" else max)(tests)
            print(f"  {covenant}: {len(tests)} tests, worst {show(worst[0], 6)} on {worst[1]}")
        for row in deal.rows:
            if row["t"] in (1, 6, 7, 12, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 36, 48):
                print(f"  {row['date']}", *(f"{key} {show(value, 6 if key == 'dscr' else 2)}" for key, value in row.items()
                                           if key not in ("t", "date") and value is not None))
        print(f"  sponsor put in {show(deal.sponsor_in)} and took out {show(deal.sponsor_out)}")
        if deal.accelerated is not None:
            it = deal.recovered
            print(f"  accelerated {DATES[deal.accelerated]}, applied {show(it['applied'])}, sold from {show(it['first'])} each")
            for date, lot, average, gross in it["sales"]:
                print(f"    {date}  {lot} at {show(average, 8)}: {show(gross)}")
            for tranche, claim in it["claims"].items():
                shares = [percent(it[key][tranche] / claim, 4) for key in ("received", "present")]
                others = [f"{form} {percent(other['received'][tranche] / claim)}" for form, other in deal.range.items()]
                print(f"  {tranche}: claim {show(claim)}, received {show(it['received'][tranche])}, {shares[0]}, worth {shares[1]}"
                      " at acceleration;", *others)
        shares = [(it["received"]["senior"] / it["claims"]["senior"], date) for date, it in deal.today if it["claims"]["senior"]]
        print(f"  senior if enforced today: {percent(shares[0][0])} on {shares[0][1]}, worst {percent(min(shares)[0])} on "
              f"{min(shares)[1]}")
