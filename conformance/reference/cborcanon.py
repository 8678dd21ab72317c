"""cborcanon:1 (SPEC.md, chapter 1), written from the text alone.

decode() returns the item or raises NotCanonical with the rule and the offset; encode() writes the one form.
Items are int, bytes, str, list, dict, bool, None, float, Tag, Simple and Undefined.
"""
import struct
import unicodedata

MAX_DEPTH = 100
# SPEC.md fixes the tables of Unicode 14.0; code points that are newer have no decomposition there.
assert unicodedata.unidata_version >= "14"


class NotCanonical(Exception):
    def __init__(self, rule, offset):
        super().__init__(f"{rule} at byte {offset}")
        self.rule, self.offset = rule, offset


class NotWellFormed(NotCanonical):
    def __init__(self, what, offset):
        super().__init__("well-formed", offset)
        self.what = what


class Tag:
    def __init__(self, number, item):
        self.number, self.item = number, item

    def __eq__(self, other):
        return isinstance(other, Tag) and (self.number, self.item) == (other.number, other.item)


class Simple:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return isinstance(other, Simple) and self.number == other.number


def head(major, argument):
    major <<= 5
    if argument < 24:
        return bytes([major | argument])
    for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major | code]) + argument.to_bytes(size, "big")
    raise ValueError("an argument has at most 64 bits")


def encode(item):
    """The canonical bytes of an item; text must be in form C already."""
    if item is None:
        return b"\xf6"
    if item is True:
        return b"\xf5"
    if item is False:
        return b"\xf4"
    if isinstance(item, int):
        if -(1 << 64) <= item < 1 << 64:
            return head(0, item) if item >= 0 else head(1, -1 - item)
        size = item if item >= 0 else -1 - item
        raw = size.to_bytes((size.bit_length() + 7) // 8, "big")
        return head(6, 2 if item >= 0 else 3) + encode(raw)
    if isinstance(item, float):
        return _shortest(item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, str):
        if unicodedata.normalize("NFC", item) != item:
            raise NotCanonical("normalized-text", 0)
        raw = item.encode("utf-8")
        return head(3, len(raw)) + raw
    if isinstance(item, (list, tuple)):
        return head(4, len(item)) + b"".join(encode(one) for one in item)
    if isinstance(item, dict):
        pairs = sorted((encode(key), encode(value)) for key, value in item.items())
        return head(5, len(pairs)) + b"".join(key + value for key, value in pairs)
    if isinstance(item, Tag):
        return head(6, item.number) + encode(item.item)
    if isinstance(item, Simple):
        return bytes([0xe0 | item.number]) if item.number < 24 else bytes([0xf8, item.number])
    raise TypeError(f"no CBOR form of {type(item).__name__}")


def _shortest(value):
    if value != value:
        return b"\xf9\x7e\x00"
    for code, letter in ((0xf9, "e"), (0xfa, "f")):
        try:
            raw = struct.pack(">" + letter, value)
        except OverflowError:
            continue
        if struct.pack(">d", struct.unpack(">" + letter, raw)[0]) == struct.pack(">d", value):
            return bytes([code]) + raw
    return b"\xfb" + struct.pack(">d", value)


class _Reader:
    def __init__(self, data, max_depth):
        self.data, self.at, self.max_depth = data, 0, max_depth

    def take(self, count):
        if self.at + count > len(self.data):
            raise NotWellFormed("the data ends early", len(self.data))
        self.at += count
        return self.data[self.at - count:self.at]

    def argument(self, start, low):
        if low < 24:
            return low
        if low < 28:
            size = 1 << (low - 24)
            value = int.from_bytes(self.take(size), "big")
            least = 24 if size == 1 else 1 << (4 * size)
            if value < least:
                raise NotCanonical("shortest-head", start)
            return value
        raise NotWellFormed("a reserved length", start)

    def item(self, depth):
        start = self.at
        first = self.take(1)[0]
        major, low = first >> 5, first & 31
        if major == 7:
            return self.simple(start, low)
        if low == 31:
            if major in (2, 3, 4, 5):
                raise NotCanonical("definite-length", start)
            raise NotWellFormed("an indefinite length where none can be", start)
        value = self.argument(start, low)
        if major == 0:
            return value
        if major == 1:
            return -1 - value
        if major == 2:
            return self.take(value)
        if major == 3:
            raw = self.take(value)
            try:
                text = raw.decode("utf-8")
            except UnicodeDecodeError as wrong:
                raise NotWellFormed("text that is not UTF-8", start) from wrong
            if unicodedata.normalize("NFC", text) != text:
                raise NotCanonical("normalized-text", start)
            return text
        if depth >= self.max_depth:
            raise NotCanonical("depth", start)
        if major == 4:
            return [self.item(depth + 1) for _ in range(value)] if value <= len(self.data) - self.at \
                else self.take(len(self.data))
        if major == 5:
            return self.map(value, depth)
        return self.tag(start, value, depth)

    def map(self, count, depth):
        result, before = {}, None
        for _ in range(count):
            start = self.at
            key = self.item(depth + 1)
            raw = self.data[start:self.at]
            if before is not None and raw == before:
                raise NotCanonical("unique-keys", start)
            if before is not None and raw < before:
                raise NotCanonical("sorted-keys", start)
            before = raw
            result[key if isinstance(key, (int, str, bytes)) else raw] = self.item(depth + 1)
        return result

    def tag(self, start, number, depth):
        inner = self.item(depth + 1)
        if number in (2, 3) and isinstance(inner, bytes):
            value = int.from_bytes(inner, "big")
            if inner[:1] == b"\0" or value < 1 << 64:
                raise NotCanonical("preferred-bignum", start)
            return value if number == 2 else -1 - value
        return Tag(number, inner)

    def simple(self, start, low):
        if low in (20, 21):
            return low == 21
        if low == 22:
            return None
        if low < 24:
            return Simple(low)
        if low == 24:
            value = self.take(1)[0]
            if value < 32:
                raise NotWellFormed("a simple value below 32 in two bytes", start)
            return Simple(value)
        if low in (25, 26, 27):
            raw = self.take(1 << (low - 24))
            value = struct.unpack(">" + {25: "e", 26: "f", 27: "d"}[low], raw)[0]
            if _shortest(value) != self.data[start:self.at]:
                raise NotCanonical("shortest-float", start)
            return value
        raise NotWellFormed("a break or a reserved value", start)


def decode(data, max_depth=MAX_DEPTH):
    """The one item that data holds, or NotCanonical."""
    reader = _Reader(data, max_depth)
    item = reader.item(0)
    if reader.at != len(data):
        raise NotCanonical("no-trailing-bytes", reader.at)
    return item
