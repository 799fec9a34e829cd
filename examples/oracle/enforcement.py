"""Figures of enforcement.deal and enforcement-pari-passu.deal."""
from fractions import Fraction as F

from rounding import money, percent, show

if __name__ == "__main__":
    mezz = F("133_333_000")
    for _ in range(6):
        mezz += money(mezz * F("0.12") * 30 / 360)
    gross = money(F(495_000_000) * F("0.70"))
    estate = gross - money(gross * F("0.05")) + 20_000_000
    super_senior, senior = F(10_000_000), F(409_000_000)
    left = estate - super_senior
    print(f"gross {show(gross)}, estate {show(estate)}, mezzanine claim {show(mezz)}")
    print(f"in order:  senior {percent(min(left / senior, 1))}, mezzanine {percent(max(left - senior, 0) / mezz)}")
    senior_share = money(left * senior / (senior + mezz))
    print(f"together:  senior {percent(senior_share / senior)} ({show(senior_share)}), mezzanine "
          f"{percent((left - senior_share) / mezz)} ({show(left - senior_share)})")
    print(f"paid in both: {show(estate)}")
