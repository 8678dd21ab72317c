"""Secrets as guests meet them (SPEC.md, chapter 11), written from the text alone: addresses, tokens, uses, headers."""
import hmac
import re
import urllib.parse

import aesgcm
import ed25519

USES = {"signing": ("sign", "verify"), "mac": ("hmac",), "encryption": ("encrypt", "decrypt"), "bearer": ("bearer",), "reveal": ("reveal",)}


def address(text):
    """{scheme, path, query, field}, or None."""
    found = re.fullmatch(r"([a-z0-9+-]+)://([^?#]*)(?:\?([^#]*))?(?:#(.*))?", text, re.S)
    if not found:
        return None
    scheme, path, query, field = found.groups()
    path, field = urllib.parse.unquote(path), None if field is None else urllib.parse.unquote(field)
    if not path or "\0" in path or field == "":
        return None
    pairs = {}
    for pair in (query or "").split("&"):
        key, _, value = pair.partition("=")
        if pair:
            if urllib.parse.unquote(key) in pairs:
                return None
            pairs[urllib.parse.unquote(key)] = urllib.parse.unquote(value)
    return {"scheme": {"hsm": "pkcs11"}.get(scheme, scheme), "path": path, "query": pairs, "field": field}


def redeem(case):
    """The outcome of a token that was made for one scope and is redeemed by another, later."""
    made, by = case["made-by"], case["redeemed-by"]
    if case.get("revoked") or any(made[key] != by[key] for key in ("tenant", "plan", "instance")):
        return "Secret.InvalidToken"
    if made["epoch"] != by["epoch"] or made["epoch"] < case.get("epoch", 0) or case["waited-ms"] > case["lifetime-ms"]:
        return "Secret.Expired"
    return "ok"


def use(case):
    """{result} in hexadecimal, {valid}, or {code}."""
    secret, operation = case["secret"].encode(), case["operation"]
    if not any(operation in USES[granted] for granted in case["granted"]):
        return {"code": "Secret.AccessDenied"}
    data = bytes.fromhex(case["data"])
    if operation == "hmac":
        return {"result": hmac.digest(secret, data, "sha256").hex()}
    if operation in ("sign", "verify"):
        if len(secret) != 32:
            return {"code": "Secret.WrongKind"}
        if operation == "sign":
            return {"result": ed25519.sign(secret, data).hex()}
        return {"valid": ed25519.verify(ed25519.public_key(secret), data, bytes.fromhex(case["signature"]))}
    if len(secret) not in (16, 24, 32) or len(data) < 28:
        return {"code": "Secret.WrongKind"}
    plain = aesgcm.decrypt(secret, data[:12], data[12:-16], data[-16:], bytes.fromhex(case["associated"]))
    return {"code": "Secret.WrongKind"} if plain is None else {"result": plain.hex()}


def header(case):
    """{value} with every token replaced, or {code}. `@NAME@` stands for a token of the secret of that name."""
    value, host = case["value"], case["host"].lower()
    for name in re.findall(r"@([a-z]+)@", value):
        secret = case["secrets"][name]
        hosts = [one.lower() for one in secret["hosts"]]
        if not any(host == one or (one.startswith("*.") and host.endswith(one[1:]) and len(host) > len(one) - 1) for one in hosts):
            return {"code": "Secret.AccessDenied"}
        if "bearer" not in secret["granted"]:
            return {"code": "Secret.AccessDenied"}
        if any(letter < " " or letter == "\x7f" for letter in secret["value"]):
            return {"code": "Secret.WrongKind"}
        value = value.replace(f"@{name}@", secret["value"], 1)
    return {"value": value}


def tokens_in(text):
    return re.findall(r"st_[0-9a-f]{64}", text)
