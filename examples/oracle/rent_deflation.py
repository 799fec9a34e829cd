"""Figures of rent-deflation.deal, worked out year by year."""
from fractions import Fraction as F

from rounding import grown, money, price, show

UNITS, HOURS = 1_000, 8_760
ENERGY = money(F(UNITS) * F("1.275") * F("1.30") * HOURS * F("0.08"))
OPEX = ENERGY + 3_000_000
INSTALMENT, COUPON = 6_000_000, F("0.09")


def run(decline, trap_built=True):
    """DSCR, trap balance, unpaid and cash to the sponsor, by year."""
    balance, cash, trap, interest_owed, principal_owed = F(30_000_000), F(0), F(0), F(0), F(0)
    years, defaulted = [], False
    for year in range(1, 6):
        rent = price(3 * grown(1 - F(decline), 12 * (year - 1)))
        revenue = money(UNITS * rent * HOURS * F("0.80"))
        cfads = revenue - OPEX
        interest = money(balance * COUPON)
        scheduled = min(F(INSTALMENT), max(balance - principal_owed, F(0)))
        dscr = cfads / (interest + scheduled)
        lockup = dscr < F("1.35")
        interest_owed += interest
        principal_owed = balance if year == 5 else min(principal_owed + scheduled, balance)
        cash += revenue
        cash -= min(cash, OPEX)

        def pay(due):
            nonlocal cash, trap
            first = min(cash, due)
            cash -= first
            second = min(trap, due - first)
            trap -= second
            return first + second

        paid = pay(interest_owed)
        interest_owed -= paid
        paid = pay(principal_owed)
        principal_owed -= paid
        balance -= paid
        sponsor = F(0)
        if lockup and trap_built:
            trap, cash = trap + cash, F(0)
        if not defaulted:
            sponsor, cash = cash, F(0)
        defaulted = defaulted or dscr < F("1.25")
        years.append((2025 + year, dscr, trap, interest_owed + principal_owed, sponsor, cash))
    return years


if __name__ == "__main__":
    print(f"energy {show(ENERGY)}, opex {show(OPEX)}")
    for decline in ("0", "0.20", "0.30"):
        print(f"DSCR at {decline}:", *(show(year[1], 4) for year in run(decline)))
    for built in (True, False):
        print("at 30%,", "with the trap" if built else "without the trap")
        for year, dscr, trap, unpaid, sponsor, cash in run("0.30", built):
            print(f"  {year}  trap {show(trap)}  unpaid {show(unpaid)}  sponsor {show(sponsor)}  kept {show(cash)}")
