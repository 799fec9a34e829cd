"""Figures of coin-backed.deal: 1,000 bitcoin against 39.86 million, on the month-end closes of market/btc.csv."""
import csv
import datetime
import math
import pathlib
from fractions import Fraction as F

from rounding import money, percent, show

CLOSES = pathlib.Path(__file__).parent.parent / "market" / "btc.csv"
COINS, CALL, INITIAL, LIQUIDATION = 1_000, F("1.30"), F("1.43"), F("1.05")


def run():
    with open(CLOSES) as file:
        closes = [(datetime.date.fromisoformat(row["date"]), F(row["close"])) for row in csv.DictReader(file)]
    before = datetime.date(2021, 11, 30)
    loan, treasury = F("39_860_000"), F("20_000_000")
    for date, close in (row for row in closes if row[0] > before):
        value = COINS * close
        interest = money(loan * F("0.09") * (date - before).days / 360)
        coverage = value / loan
        call = F(0)
        if coverage < CALL:
            # The smallest prepayment in whole cents after which coverage is 143%.
            call = F(math.ceil((loan - value / INITIAL) * 100), 100)
        treasury -= interest
        assert treasury >= 0
        paid = min(treasury, call)
        treasury, loan = treasury - paid, loan - paid
        yield date, value, coverage, interest, call, paid, loan, treasury
        if coverage < LIQUIDATION:
            return
        before = date


if __name__ == "__main__":
    for date, value, coverage, interest, call, paid, loan, treasury in run():
        word = "default" if coverage < LIQUIDATION else "call" if coverage < CALL else "warning" if coverage < INITIAL else ""
        print(f"{date}  coins {show(value)}  coverage {percent(coverage)}  interest {show(interest)}  called {show(call)}"
              f"  paid {show(paid)}  loan {show(loan)}  treasury {show(treasury)}  {word}")
    gross = money(value * F("0.98"))
    net = gross - money(gross * F("0.01"))
    print(f"sale: gross {show(gross)}, net {show(net)}, recovery {percent(net / loan)}, loss {show(loan - net)}")
    print(f"a fall of {percent(1 - CALL / INITIAL)} from 143% calls margin, of {percent(1 - LIQUIDATION / INITIAL)} liquidates")
