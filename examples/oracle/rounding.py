"""Rounding as the language page states it: exact first, then halves away from zero at the scale of the kind."""
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 80


def at(value, decimals):
    """The nearest number with so many decimals, as an exact fraction; halves go away from zero."""
    scaled = Fraction(value) * 10**decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return Fraction(whole if scaled >= 0 else -whole, 10**decimals)


def money(value):
    return at(value, 2)


def price(value):
    return at(value, 8)


def ratio(value):
    return at(value, 12)


def grown(base, months, per=12):
    """base ** (months / per), to 12 decimals."""
    base = Fraction(base)
    exact = Decimal(base.numerator) / Decimal(base.denominator)
    return ratio(Fraction(exact ** (Decimal(months) / Decimal(per))))


def decayed(x):
    """e ** -x, to 12 decimals."""
    x = Fraction(x)
    return ratio(Fraction((-Decimal(x.numerator) / Decimal(x.denominator)).exp()))


def root(x):
    """The square root, to 12 decimals."""
    x = Fraction(x)
    return ratio(Fraction((Decimal(x.numerator) / Decimal(x.denominator)).sqrt()))


def equal_parts(total, count):
    """Equal parts in cents; the odd cents go to the first parts."""
    cents = int(total * 100)
    each, odd = divmod(cents, count)
    return [Fraction(each + (n < odd), 100) for n in range(count)]


def show(value, decimals=2):
    """With thousands separated by `_`, as deals write numbers."""
    value = at(value, decimals)
    sign = "-" if value < 0 else ""
    whole, rest = divmod(int(abs(value) * 10**decimals), 10**decimals)
    return f"{sign}{whole:_}" + (f".{rest:0{decimals}}" if decimals else "")


def percent(value, decimals=2):
    return show(Fraction(value) * 100, decimals) + "%"
