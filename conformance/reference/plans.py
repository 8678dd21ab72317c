"""Canonical plans, version 2 (SPEC.md, chapter 2), their identities and keys (chapter 3), names of imports (4.1).

Written from the text alone. check() judges the form of one plan by itself: what schema and order say, not what the
components say. Codes are those of the registry (chapter 6).
"""
import hashlib
import re

import cborcanon

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
UINT = "uint"
MAX_PLAN = 16 << 20


class Field:
    def __init__(self, type_, optional=False):
        self.type, self.optional = type_, optional


class Map:
    """A map with integer keys; `reserved` keys are allotted and not there yet."""

    def __init__(self, fields, reserved=()):
        self.fields, self.reserved = fields, dict.fromkeys(reserved)


class Items:
    """A list; `by` says what orders it, strictly, in the bytewise order of UTF-8."""

    def __init__(self, of, by=None, least=1):
        self.of, self.by, self.least = of, by, least


class Choice:
    def __init__(self, *values):
        self.values = values


LIMITS = Map({key: Field(UINT, True) for key in range(9)})
DIRECTORY = Map({0: Field(str), 1: Field(str), 2: Field(Choice(True), True), 3: Field(UINT, True), 4: Field(UINT, True)})
ASCENDING = Items(str, by=lambda text: [text], least=0)
CAPABILITY = Map({0: Field(str), 1: Field(Choice(0, 1)), 2: Field("texts", True), 3: Field(str, True),
                  4: Field(Items(str, least=0), True), 5: Field(Items(DIRECTORY, least=0), True),
                  **{key: Field(ASCENDING, True) for key in range(6, 13)}, 13: Field(Choice(True), True),
                  14: Field(UINT, True), 15: Field(UINT, True), 16: Field(UINT, True), 17: Field(UINT, True),
                  18: Field("rate", True)})
PLAN = Map({
    0: Field(Choice(2)),
    1: Field(Items(Map({0: Field("id"), 1: Field("digest"), 2: Field(str, True)}, [3]), by=lambda it: [it[0]])),
    2: Field(Items(Map({0: Field("id"), 1: Field("id"),
                        2: Field(Items(CAPABILITY, by=lambda it: [it[0]]), True),
                        3: Field(Items(Map({0: Field("id"), 1: Field("id")}), by=lambda it: [it[0]]), True)},
                       [4, 5, 6, 7]), by=lambda it: [it[0]])),
    3: Field(Items(Map({0: Field("id"), 1: Field(str), 2: Field("id"), 3: Field(str)}, [4, 5]),
                   by=lambda it: [it[0], it[1]]), True),
    4: Field(Items(Map({0: Field(str), 1: Field("id"), 2: Field(str)}), by=lambda it: [it[0]]), True),
    5: Field(Items(Map({0: Field("id"), 1: Field(str)}), by=lambda it: [it[0]]), True),
    6: Field(Map({0: Field(Choice(0, 1, 2)), 1: Field(str, True), 2: Field(UINT, True), 3: Field(LIMITS, True)}, [4])),
    7: Field(str, True),
}, [8, 9, 10, 11, 12, 13, 14])


def check(data):
    """The codes of everything that is wrong with the form of a plan; an empty set if nothing is."""
    if len(data) > MAX_PLAN:
        return {"Plan.LimitExceeded"}
    try:
        item = cborcanon.decode(data)
    except cborcanon.NotCanonical as wrong:
        return {"Plan.DuplicateKey"} if wrong.rule == "unique-keys" else {"Plan.InvalidCBOR"}
    codes = set()
    _map(PLAN, item, codes)
    return codes


def _map(shape, item, codes):
    if not isinstance(item, dict):
        codes.add("Plan.InvalidSchema")
        return False
    good = True
    for key in item:
        if key in shape.reserved:
            codes.add("Plan.NotSupported")
            good = False
        elif key not in shape.fields or isinstance(key, bool):
            codes.add("Plan.UnknownKey")
            good = False
    for key, field in shape.fields.items():
        if key in item:
            good &= _value(field.type, item[key], codes)
        elif not field.optional:
            codes.add("Plan.MissingField")
            good = False
    if shape is LIMITS and not item:
        codes.add("Plan.InvalidSchema")
        good = False
    return good


def _value(type_, value, codes):
    if isinstance(type_, Map):
        return _map(type_, value, codes)
    if isinstance(type_, Items):
        return _items(type_, value, codes)
    if isinstance(type_, Choice):
        good = any(value is one or (value == one and type(value) is type(one)) for one in type_.values)
    elif type_ is str:
        good = isinstance(value, str)
    elif type_ == UINT:
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 64
    elif type_ == "id":
        good = isinstance(value, str) and ID.match(value) is not None
    elif type_ == "digest":
        good = isinstance(value, bytes) and len(value) == 32
    elif type_ == "rate":
        good = isinstance(value, list) and len(value) == 2 and all(isinstance(one, int) and 0 <= one < 1 << 64 for one in value)
    else:
        good = isinstance(value, dict) and all(isinstance(one, str) for pair in value.items() for one in pair)
    if not good:
        codes.add("Plan.InvalidSchema")
    return good


def _items(shape, value, codes):
    if not isinstance(value, list) or len(value) < shape.least:
        codes.add("Plan.InvalidSchema")
        return False
    good = True
    for one in value:
        good &= _value(shape.of, one, codes)
    if good and shape.by is not None:
        keys = [[text.encode() for text in shape.by(one)] for one in value]
        for before, after in zip(keys, keys[1:]):
            if before >= after:
                codes.add("Plan.NotCanonicalOrder" if before > after else "duplicate")
                good = False
    return good


# Identities and keys

def plan_digest(data):
    return hashlib.sha256(data).digest()


def plan_id(data):
    return hashlib.sha256(b"witcanon:1" + data).digest()


def bare(data):
    """The plan without the hints where its components came from."""
    plan = cborcanon.decode(data)
    for component in plan[1]:
        component.pop(2, None)
    return cborcanon.encode(plan)


def key(preimage):
    """An emit or exec key: the SHA-256 of the canonical array."""
    return hashlib.sha256(cborcanon.encode(preimage)).digest()


# Names of imports that belong to one instance

_ESCAPES = {"x": "x", "-": "h", "/": "s", ":": "c", ".": "d", "_": "u", "+": "p"}


def encode_name(text):
    """ENC of SPEC.md 4.1."""
    out, escaped = "", False
    for letter in text:
        if letter == "x":
            # A letter of the text, though it is doubled: it is set off like any other.
            out += ("-" if escaped else "") + "xx"
            escaped = False
        elif letter in _ESCAPES or not (letter.isascii() and (letter.isdigit() or letter.islower())):
            code = "x" + (_ESCAPES[letter] if letter in _ESCAPES else f"w{ord(letter):x}xe")
            out += ("-" if out else "") + code
            escaped = True
        else:
            out += ("-" if escaped and letter.isalpha() else "") + letter
            escaped = False
    return out


def decode_name(name):
    """What ENC made `name` from; hyphens and case mean nothing."""
    plain, out, at = name.replace("-", "").lower(), "", 0
    back = {code: letter for letter, code in _ESCAPES.items()}
    while at < len(plain):
        if plain[at] != "x":
            out, at = out + plain[at], at + 1
        elif plain[at + 1] == "w":
            end = plain.index("x", at + 2)
            out, at = out + chr(int(plain[at + 2:end], 16)), end + 2
        else:
            out, at = out + back[plain[at + 1]], at + 2
    return out


def import_name(path, interface, version, group=False):
    """The name of an import that belongs to one instance, or to a group by its smallest path."""
    encoded = encode_name(path)
    lead = ("g" if group else "n") + ("" if encoded[:1].isdigit() else "-")
    return f"compose:{lead}{encoded}/{encode_name(interface)}" + (f"@{version}" if version else "")
