"""Canonical JSON (RFC 8785), on input that is I-JSON (RFC 7493)."""
import json


class Refused(Exception):
    pass


def canonicalize(text):
    """The canonical text of a document, or Refused."""
    def pairs(items):
        names = [name for name, _ in items]
        if len(set(names)) != len(names):
            raise Refused("a name stands twice")
        return dict(items)

    def constant(name):
        raise Refused(f"{name} is no JSON")

    try:
        document = json.loads(text, object_pairs_hook=pairs, parse_constant=constant, parse_int=float, parse_float=float)
    except (ValueError, RecursionError) as wrong:
        raise Refused(str(wrong)) from wrong
    return _write(document)


def _write(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    ordered = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(_string(name) + ":" + _write(value[name]) for name in ordered) + "}"


def _string(text):
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    out = ""
    for letter in text:
        if 0xD800 <= ord(letter) < 0xE000:
            raise Refused("a lone surrogate")
        out += short.get(letter) or (f"\\u{ord(letter):04x}" if letter < " " else letter)
    return '"' + out + '"'


def _number(value):
    """The form of ECMAScript's Number::toString."""
    if value != value or value in (float("inf"), float("-inf")):
        raise Refused("a number beyond a double")
    if value == 0:
        return "0"
    return layout(repr(value))


def layout(shortest):
    """Digits of a number other than zero, as Python prints them, laid out as ECMAScript does."""
    sign = "-" if shortest.startswith("-") else ""
    mantissa, _, exponent = shortest.removeprefix("-").partition("e")
    whole, _, part = mantissa.partition(".")
    part = "" if part == "0" else part
    digits = (whole + part).lstrip("0")
    # The value is 0.DIGITS × 10^point.
    point = len(whole) + int(exponent or 0) - (len(whole + part) - len((whole + part).lstrip("0")))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + digits
    tail = ("." + digits[1:]) if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"
