"""Figures of four-statuses.deal."""
from fractions import Fraction as F

from rounding import show

if __name__ == "__main__":
    cash = [F(1_500_000), F(1_500_000), F(1_000_000), F(1_700_000), F(1_700_000), F(1_700_000)]
    balance, service = F(12_000_000), []
    for _ in cash:
        service.append(F(1_000_000) + balance * F("0.12") * 30 / 360)
        balance -= 1_000_000
    for month in range(1, 6):
        above, below = cash[month] + cash[month - 1], service[month] + service[month - 1]
        short = F("1.20") * below - above
        print(f"month {month + 1}: {show(above)} / {show(below)} = {show(above / below, 4)}", f"short {show(short)}" if short > 0 else "")
