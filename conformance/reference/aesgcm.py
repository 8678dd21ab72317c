"""AES-GCM (FIPS 197, NIST SP 800-38D) with a nonce of 12 bytes: slow, and plain enough to be read."""


def _sbox():
    def double(a):
        return (a << 1 ^ 0x11B) & 0xFF if a & 0x80 else a << 1

    box, p, q = [0x63] * 256, 1, 1
    while True:
        p ^= double(p)
        for shift in (1, 2, 4):
            q = (q ^ q << shift) & 0xFF
        q ^= 0x09 if q & 0x80 else 0
        box[p] = q ^ 0x63
        for turn in (1, 2, 3, 4):
            box[p] ^= (q << turn | q >> 8 - turn) & 0xFF
        if p == 1:
            return box


SBOX = _sbox()


def _double(a):
    return (a << 1 ^ 0x1B) & 0xFF if a & 0x80 else a << 1


def _keys(key):
    words, count, turn = [list(key[at:at + 4]) for at in range(0, len(key), 4)], len(key) // 4, 1
    while len(words) < 4 * (count + 7):
        word = list(words[-1])
        if len(words) % count == 0:
            word = [SBOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= turn
            turn = _double(turn)
        elif count > 6 and len(words) % count == 4:
            word = [SBOX[byte] for byte in word]
        words.append([a ^ b for a, b in zip(word, words[-count])])
    return [sum(words[at:at + 4], []) for at in range(0, len(words), 4)]


def _block(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0])]
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
        if number < len(keys) - 1:
            for at in range(0, 16, 4):
                a, b, c, d = state[at:at + 4]
                state[at:at + 4] = [_double(a ^ b) ^ b ^ c ^ d, _double(b ^ c) ^ a ^ c ^ d,
                                    _double(c ^ d) ^ a ^ b ^ d, _double(d ^ a) ^ a ^ b ^ c]
        state = [a ^ b for a, b in zip(state, key)]
    return bytes(state)


def _hash(subkey, data):
    result = 0
    for at in range(0, len(data), 16):
        result ^= int.from_bytes(data[at:at + 16].ljust(16, b"\0"), "big")
        product, other = 0, subkey
        for bit in range(127, -1, -1):
            if result >> bit & 1:
                product ^= other
            other = other >> 1 ^ (0xE1 << 120 if other & 1 else 0)
        result = product
    return result


def _pad(data):
    return data + b"\0" * (-len(data) % 16)


def decrypt(key, nonce, ciphertext, tag, associated):
    """The plain text, or None if the tag is not its own."""
    keys = _keys(key)
    stream = b"".join(_block(keys, nonce + (2 + at).to_bytes(4, "big")) for at in range((len(ciphertext) + 15) // 16))
    lengths = (8 * len(associated)).to_bytes(8, "big") + (8 * len(ciphertext)).to_bytes(8, "big")
    found = _hash(int.from_bytes(_block(keys, bytes(16)), "big"), _pad(associated) + _pad(ciphertext) + lengths)
    if found ^ int.from_bytes(_block(keys, nonce + b"\0\0\0\1"), "big") != int.from_bytes(tag, "big"):
        return None
    return bytes(a ^ b for a, b in zip(ciphertext, stream))
