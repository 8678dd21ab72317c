"""Clocks and random numbers of strict runs (SPEC.md, 6.4), written from the text alone."""
import datetime
import hmac

STEP = 1000


def random(seed, instance, purpose, counts):
    """What a generator gives for requests of so many bytes: HMAC_DRBG with SHA-256, without reseeding."""
    parts = (b"compose:random:1", seed, instance.encode(), purpose.encode())
    material = b"".join(len(part).to_bytes(8, "little") + part for part in parts)
    key, value = bytes(32), b"\1" * 32

    def mac(data):
        return hmac.digest(key, data, "sha256")

    def update(provided):
        nonlocal key, value
        for turn in (b"\0", b"\1") if provided else (b"\0",):
            key = mac(value + turn + provided)
            value = mac(value)

    update(material)
    for count in counts:
        out = b""
        while len(out) < count:
            value = mac(value)
            out += value
        update(b"")
        yield out[:count]


def clock(steps):
    """What each reading shows of a clock that waiting and reading move."""
    now, shown = 0, []
    for step in steps:
        if "wait-until" in step:
            now = max(now, step["wait-until"])
            continue
        if step["read"] == "monotonic":
            shown.append(now)
        else:
            start = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
            shown.append({"seconds": int(start.timestamp()) + now // 10**9, "nanoseconds": now % 10**9})
        now += STEP
    return shown

