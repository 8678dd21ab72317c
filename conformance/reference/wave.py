"""WAVE (SPEC.md, chapter 8), written from the text alone: values read by their type, and printed in the one canonical form.

Types are read as the vectors write them: list<u8>, record{a: u32, b: option<string>}, variant{x, y: u8}, enum{a, b},
flags{a, b}, tuple<u8, string>, option<u8>, result<_, string>, own<#0>.
"""
import re
import struct
from fractions import Fraction

import jcs

KEYWORDS = ("true", "false", "nan", "inf", "some", "none", "ok", "err")
RANGES = {f"{sign}{bits}": (0 if sign == "u" else -(1 << bits - 1), (1 << (bits if sign == "u" else bits - 1)) - 1)
          for sign in "us" for bits in (8, 16, 32, 64)}
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
SPACE = re.compile(r"([ \t\r\n]|//[^\n]*)*")
LABEL = re.compile(r"%?([A-Za-z0-9-]+)")


class Refused(Exception):
    pass


def type_of(text):
    """(kind, parts): parts are (name, type) pairs, a list's [element, length], or nothing."""
    type_, rest = _type(text)
    assert not rest, rest
    return type_


def _type(text):
    kind = re.match(r"[a-z0-9-]+", text).group()
    text = text[len(kind):]
    if kind in ("record", "variant", "enum", "flags"):
        parts, text = [], text[1:]
        while not text.startswith("}"):
            name = re.match(r"[A-Za-z0-9-]+", text).group()
            text, inner = text[len(name):], None
            if text.startswith(": "):
                inner, text = _type(text[2:])
            parts.append((name, inner))
            text = text.removeprefix(", ")
        return (kind, parts), text[1:]
    if not text.startswith("<"):
        return (kind, [("ok", None), ("err", None)] if kind == "result" else []), text
    parts, text = [], text[1:]
    while not text.startswith(">"):
        if text[0] in "_#0123456789":
            word = re.match(r"[_#0-9]+", text).group()
            parts.append(None if word == "_" else word)
            text = text[len(word):]
        else:
            inner, text = _type(text)
            parts.append(inner)
        text = text.removeprefix(", ")
    if kind == "option":
        parts = [("none", None), ("some", parts[0])]
    if kind == "result":
        parts = [("ok", parts[0]), ("err", parts[1] if len(parts) > 1 else None)]
    return (kind, parts), text[1:]


def canonical(type_, text):
    """The canonical text of what a text says, or Refused."""
    reader = _Reader(text)
    value = reader.value(type_)
    reader.space()
    if reader.at != len(text):
        raise Refused("more text after the value")
    return write(type_, value)


class _Reader:
    def __init__(self, text):
        self.text, self.at = text, 0

    def space(self):
        self.at = SPACE.match(self.text, self.at).end()

    def take(self, token):
        self.space()
        if self.text.startswith(token, self.at):
            self.at += len(token)
            return True
        return False

    def expect(self, token):
        if not self.take(token):
            raise Refused(f"expected {token} at {self.at}")

    def label(self):
        self.space()
        found = LABEL.match(self.text, self.at)
        if not found:
            raise Refused(f"expected a label at {self.at}")
        self.at = found.end()
        return found.group(1)

    def items(self, close, one):
        """Items with commas between and perhaps one behind."""
        found = []
        while not self.take(close):
            found.append(one())
            if not self.take(","):
                self.expect(close)
                break
        return found

    def value(self, type_):
        kind, parts = type_
        if kind == "bool":
            word = self.label()
            if word not in ("true", "false"):
                raise Refused("no bool")
            return word == "true"
        if kind in RANGES or kind in ("f32", "f64"):
            return self.number(kind)
        if kind == "char":
            self.expect("'")
            if self.text[self.at:self.at + 1] in ("'", "\n", ""):
                raise Refused("no char")
            letter = self.letter()
            if self.text[self.at:self.at + 1] != "'":
                raise Refused("more than one char")
            self.at += 1
            return letter
        if kind == "string":
            return self.string()
        if kind == "list":
            self.expect("[")
            found = self.items("]", lambda: self.value(parts[0]))
            if len(parts) > 1 and len(found) != int(parts[1]):
                raise Refused("not so many elements")
            return found
        if kind == "tuple":
            self.expect("(")
            found = []
            for part in parts:
                if found:
                    self.expect(",")
                found.append(self.value(part))
            self.take(",")
            self.expect(")")
            return found
        if kind == "record":
            return self.record(dict(parts))
        if kind == "flags":
            self.expect("{")
            found = self.items("}", self.label)
            if len(set(found)) != len(found) or not set(found) <= {name for name, _ in parts}:
                raise Refused("a flag twice, or one that is none")
            return set(found)
        if kind in ("variant", "enum"):
            name = self.label()
            if name not in dict(parts):
                raise Refused(f"no case {name}")
            return self.payload(name, dict(parts)[name])
        if kind in ("option", "result"):
            return self.option(type_)
        raise Refused(f"{kind} has no text")

    def number(self, kind):
        self.space()
        word = re.compile(r"[A-Za-z0-9.+-]*").match(self.text, self.at).group()
        if kind in RANGES:
            if not re.fullmatch(r"-?(0|[1-9][0-9]*)", word) or (kind[0] == "u" and word[0] == "-"):
                raise Refused("no whole number")
            least, most = RANGES[kind]
            if not least <= int(word) <= most:
                raise Refused("beyond the type")
            self.at += len(word)
            return int(word)
        if word not in ("nan", "inf", "-inf") and not NUMBER.match(word):
            raise Refused("no number")
        self.at += len(word)
        return float(word) if kind == "f64" else _single(word)

    def letter(self):
        first = self.text[self.at]
        self.at += 1
        if first != "\\":
            if 0xD800 <= ord(first) < 0xE000:
                raise Refused("half a surrogate pair")
            return first
        found = re.compile(r"[\"'tnr\\]|u\{([0-9a-fA-F]{1,6})\}").match(self.text, self.at)
        if not found:
            raise Refused("no escape")
        self.at = found.end()
        if found.group(1) is None:
            return {"t": "\t", "n": "\n", "r": "\r"}.get(found.group(), found.group())
        code = int(found.group(1), 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise Refused("no code point of a character")
        return chr(code)

    def string(self):
        self.expect('"')
        if self.text.startswith('""', self.at):
            self.at += 2
            return self.lines()
        out = ""
        while True:
            if self.text[self.at:self.at + 1] in ("", "\n"):
                raise Refused("no closing quote")
            if self.text[self.at] == '"':
                self.at += 1
                return out
            out += self.letter()

    def lines(self):
        opening = re.compile(r"\r?\n").match(self.text, self.at)
        end = self.text.find('"""', opening.end()) if opening else -1
        if end < 0:
            raise Refused("a string of lines begins behind the quotes and ends with them")
        *lines, indent = self.text[opening.end():end].split("\n")
        if indent.strip(" "):
            raise Refused("something before the closing quotes")
        self.at = end + 3
        found = []
        for line in lines:
            line = line.removesuffix("\r")
            if line and not line.startswith(indent):
                raise Refused("less indented than the end")
            reader, out = _Reader(line[len(indent):]), ""
            while reader.at < len(reader.text):
                out += reader.letter()
            found.append(out)
        return "\n".join(found)

    def record(self, fields):
        self.expect("{")
        found = {}

        def one():
            name = self.label()
            if name not in fields or name in found:
                raise Refused(f"the field {name} is none, or stands twice")
            self.expect(":")
            found[name] = self.value(fields[name])

        if self.take(":"):
            self.expect("}")
        else:
            self.items("}", one)
        for name, type_ in fields.items():
            if name not in found:
                if type_[0] != "option":
                    raise Refused(f"the field {name} is missing")
                found[name] = ("none", None)
        return found

    def payload(self, name, type_):
        if type_ is None:
            return name, None
        self.expect("(")
        value = self.value(type_)
        self.take(",")
        self.expect(")")
        return name, value

    def option(self, type_):
        kind, parts = type_
        self.space()
        start = self.at
        found = LABEL.match(self.text, start)
        # With % a word is a label of the value within.
        if found and found.group() in dict(parts):
            self.at = found.end()
            return self.payload(found.group(), dict(parts)[found.group()])
        plain, inner = parts[1] if kind == "option" else parts[0]
        if inner is None or inner[0] in ("option", "result"):
            raise Refused("which case it is must be said")
        return plain, self.value(inner)


def _single(text):
    """The float of 32 bits that is nearest to a decimal number, rounded once."""
    if text in ("nan", "inf", "-inf"):
        return float(text)
    exact = Fraction(text)
    if exact == 0:
        return float(text)
    size = abs(exact)
    sign = -1.0 if exact < 0 else 1.0
    low, high = 0, 0x7F800000
    while high - low > 1:
        middle = (low + high) // 2
        if Fraction(struct.unpack(">f", middle.to_bytes(4, "big"))[0]) <= size:
            low = middle
        else:
            high = middle
    under = Fraction(struct.unpack(">f", low.to_bytes(4, "big"))[0])
    over = Fraction(struct.unpack(">f", high.to_bytes(4, "big"))[0]) if high < 0x7F800000 else Fraction(2) ** 128
    left, right = size - under, over - size
    bits = low if left < right or (left == right and low % 2 == 0) else high
    return sign * struct.unpack(">f", bits.to_bytes(4, "big"))[0]


def write(type_, value):
    kind, parts = type_
    if kind == "bool":
        return "true" if value else "false"
    if kind in RANGES:
        return str(value)
    if kind in ("f32", "f64"):
        return _float(kind, value)
    if kind in ("char", "string"):
        quote = "'" if kind == "char" else '"'
        return quote + "".join(_escape(letter, quote) for letter in value) + quote
    if kind == "list":
        return "[" + ", ".join(write(parts[0], one) for one in value) + "]"
    if kind == "tuple":
        return "(" + ", ".join(write(part, one) for part, one in zip(parts, value)) + ")"
    if kind == "record":
        fields = [f"{_label(name)}: {write(inner, value[name])}" for name, inner in parts
                  if not (inner[0] == "option" and value[name][0] == "none")]
        return "{" + (", ".join(fields) or ":") + "}"
    if kind == "flags":
        return "{" + ", ".join(_label(name) for name, _ in parts if name in value) + "}"
    name, payload = value
    inner = dict(parts)[name]
    return (name if kind in ("option", "result") else _label(name)) + ("" if inner is None else f"({write(inner, payload)})")


def _label(name):
    return "%" + name if name in KEYWORDS else name


def _escape(letter, quote):
    short = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", quote: "\\" + quote}
    return short.get(letter) or (f"\\u{{{ord(letter):x}}}" if letter < " " or letter == "\x7f" else letter)


def _float(kind, value):
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "-0" if str(value).startswith("-") else "0"
    if kind == "f64":
        return jcs.layout(repr(value))
    digits = next(text for text in (f"{value:.{count}e}" for count in range(9)) if _single(text) == value)
    return jcs.layout(digits)
