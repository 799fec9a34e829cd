"""Figures of the four liquidation-*.deal files: 10,000 cards at 13,300, a debt of 90 million."""
from fractions import Fraction as F

from rounding import at, decayed, grown, money, percent, price, ratio, root, show

CARDS, PRICE, DEBT = 10_000, F(13_300), F(90_000_000)


def exponential(depth, lot, used=0):
    """Share of the price kept by a lot, on average, when the price falls by e to the share of depth used."""
    before, after = decayed(F(used) / depth), decayed(F(used + lot) / depth)
    return ratio((before - after) * depth / lot)


def told(words, average, cards=CARDS):
    gross = money(average * cards)
    print(f"{words}: average {show(average, 2)}, proceeds {show(gross)}, {percent(min(gross / DEBT, 1))} of the debt")


if __name__ == "__main__":
    told("at once into a depth of 5,000", price(PRICE * exponential(5_000, CARDS)))
    told("35% of the buyers can host them", price(PRICE * exponential(1_750, CARDS)))
    told("square root, 10% on 1,000 a month", price(PRICE * ratio(1 - F("0.10") * root(F(CARDS, 1_000)))))
    held, nominal, pv = CARDS, F(0), F(0)
    for month in range(1, 11):
        start = price(PRICE * grown(F("0.98"), month, 1))
        average = price(start * exponential(1_750, 1_000))
        net = money(average * 1_000) - 150 * held
        held -= 1_000
        nominal += net
        pv += money(net * grown(F("1.01"), -month, 1))
        print(f"  month {month:2}: average {show(average, 2)}, net {show(net)}")
    print(f"ten lots: {show(nominal)} ({percent(nominal / DEBT)}), worth {show(pv)} today ({percent(pv / DEBT)})")
