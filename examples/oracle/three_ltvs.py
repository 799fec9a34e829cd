"""Figures of three-ltvs.deal and three-ltvs-bullet.deal: capex 1,000 million, 72 months straight line."""
from fractions import Fraction as F

from rounding import equal_parts, money, percent, show

COST = F(1_000_000_000)


def book(month):
    return money(COST * (72 - month) / 72)


if __name__ == "__main__":
    parts = equal_parts(COST * F("0.80"), 54)
    balance = COST * F("0.80") - sum(parts[:18])
    market = COST * F("0.55")
    forced = market * F("0.70")
    net = forced - forced * F("0.10")
    print(f"month 18: balance {show(balance)}, book {show(book(18))}, market {show(market)}, net of a forced sale {show(net)}")
    for name, value in [("book", book(18)), ("market", market), ("forced", net)]:
        print(f"  loan to {name}: {percent(balance / value)}")
    first = next(month for month in range(1, 73) if COST * F("0.80") > book(month) * F("0.85"))
    print(f"unamortized: above 85% of book in month {first}, at {percent(COST * F('0.80') / book(first))};",
          f"the month before at {percent(COST * F('0.80') / book(first - 1))}")
    print(f"to cure: prepay {show(COST * F('0.80') - book(first) * F('0.85'), 4)}")
