#!/usr/bin/env python3
"""Checks the vectors with the reference: check.py [FOLDER OF VECTORS].

The reference was written from the specification alone and shares no code with the product, so that a mistake of the
product does not prove itself. It needs nothing but Python's standard library. WIT is taken as resolved JSON: with
--wit NAME=FILE the ids of a package are checked, too.
"""
import hashlib
import json
import pathlib
import re
import sys

import cborcanon
import determinism
import ed25519
import jcs
import plans
import tokens
import trust
import wave
import witcanon

here = pathlib.Path(__file__).resolve().parent


def cbor(case):
    try:
        cborcanon.decode(bytes.fromhex(case["input"]["hex"]))
        rule = None
    except cborcanon.NotCanonical as wrong:
        rule = wrong.rule
    return {"rule": rule}


def canonical_json(case):
    try:
        return {"canonical": jcs.canonicalize(case["input"]["text"])}
    except jcs.Refused:
        return {"canonical": None}


def plan(case):
    data = bytes.fromhex(case["input"]["hex"])
    codes = sorted(plans.check(data))
    if codes:
        return {"codes": codes}
    return {"codes": [], "plan-digest": plans.plan_digest(data).hex(), "plan-id": plans.plan_id(data).hex(), "bare": plans.bare(data).hex()}


def names(case):
    path, wanted = case["input"]["path"], case["input"]["import"]
    interface, _, version = wanted.partition("@")
    node = plans.import_name(path, interface, version)
    assert plans.decode_name(node.split("/")[0].removeprefix("compose:n")) == path, "the name does not give the path back"
    return {"node": node, "group": plans.import_name(path, interface, version, group=True)}


def keys(case):
    def item(value):
        if isinstance(value, list):
            return [item(one) for one in value]
        if isinstance(value, dict):
            return bytes.fromhex(value["bytes"]) if "bytes" in value else {item(key): item(one) for key, one in value["map"]}
        return value

    preimage = item(case["input"]["preimage"])
    return {"cbor": cborcanon.encode(preimage).hex(), "key": plans.key(preimage).hex()}


def errors(case):
    rows = re.findall(r"^\| (\d+) \| `([A-Za-z.0-9]+)` \|", (here.parent.parent / "SPEC.md").read_text(), re.M)
    return {"number": dict((name, int(number)) for number, name in rows).get(case["input"]["name"])}


PREFERRED = ["closed", "access-denied", "HTTP-request-denied", "not-permitted", "access", "permission-denied", "denied", "forbidden", "unauthorized"]


def denials(case):
    given = case["input"]
    if given.get("async") or given.get("interface") == "wasi:random/random":
        return {"answer": "trap"}
    if "result" not in given:
        return {"answer": "empty"}
    plain = [name for name in given["result"] if "(" not in name]
    if not given["result"]:
        return {"answer": "error"}
    return {"answer": "error", "case": next((name for name in PREFERRED if name in plain), plain[-1])}


def receipts(case):
    def item(value):
        if isinstance(value, list):
            return [item(one) for one in value]
        if not isinstance(value, dict):
            return value
        if set(value) == {"number"}:
            number = int(value["number"])
            return number if abs(number) <= 1 << 53 else str(number)
        return {key: item(one) for key, one in value.items()}

    return {"line": jcs.canonicalize(json.dumps(item(case["input"])))}


def audit(case):
    given = case["input"]
    if "entries" not in given:
        return {"hash": hashlib.sha256(b"compose-audit:1\n" + given["line"].encode()).hexdigest()}
    entries = [line.encode() for line in given["entries"]]
    if "index" in given:
        return {"path": [node.hex() for node in tree_path(entries, given["index"])], "root": tree(entries).hex()}
    return {"root": tree(entries).hex()}


def tree(entries):
    """The root of a Merkle tree (RFC 6962, 2.1)."""
    if len(entries) < 2:
        return hashlib.sha256(b"\0" + entries[0] if entries else b"").digest()
    middle = 1 << (len(entries) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + tree(entries[:middle]) + tree(entries[middle:])).digest()


def tree_path(entries, index):
    if len(entries) < 2:
        return []
    middle = 1 << (len(entries) - 1).bit_length() - 1
    if index < middle:
        return tree_path(entries[:middle], index) + [tree(entries[middle:])]
    return tree_path(entries[middle:], index - middle) + [tree(entries[:middle])]


def values(case):
    try:
        return {"canonical": wave.canonical(wave.type_of(case["input"]["type"]), case["input"]["text"])}
    except (wave.Refused, IndexError):
        return {"canonical": None}


def deterministic(case):
    given = case["input"]
    if "clock" in given:
        return {"readings": determinism.clock(given["clock"])}
    return {"bytes": [one.hex() for one in determinism.random(bytes.fromhex(given["seed"]), given["instance"], given["purpose"], given["requests"])]}


def signatures(case):
    given = case["input"]
    if "seed" in given:
        seed = bytes.fromhex(given["seed"])
        return {"key": ed25519.public_key(seed).hex(), "signature": ed25519.sign(seed, bytes.fromhex(given["message"])).hex()}
    if "type" in given:
        return {"encoding": trust.encoding(given["type"], bytes.fromhex(given["payload"])).hex()}
    if "subjects" in given:
        return {"statement": trust.statement(given["subjects"], given["predicate-type"], given["predicate"])}
    return {"valid": ed25519.verify(*(bytes.fromhex(given[part]) for part in ("key", "message", "signature")))}


def verdicts(case):
    given = case["input"]
    if "labels" in given:
        return {"label": trust.meet(given["labels"])}
    if "subject" in given:
        return trust.judge(given)
    if "source" in given:
        return {"package": trust.package(given["source"])}
    policy = trust.policy_digest(given["policy"], given["keys"])
    return {"policy": policy.hex(), "key": trust.cache_key(bytes.fromhex(given["digest"]), given["backend"], given["authority"], policy).hex()}


def secret(case):
    given = case["input"]
    if "address" in given:
        return {"address": tokens.address(given["address"])}
    if "made-by" in given:
        return {"outcome": tokens.redeem(given)}
    if "operation" in given:
        return tokens.use(given)
    if "secrets" in given:
        return tokens.header(given)
    return {"tokens": tokens.tokens_in(given["text"])}


def wit(folder, name, file):
    """Ids of one file of WIT vectors against resolved JSON."""
    found = witcanon.Wit(json.loads(pathlib.Path(file).read_text())).ids()
    for case in json.loads((folder / "witcanon" / f"{name}.json").read_text()):
        kind, full = case.get("kind", "package"), case.get("name", case.get("package"))
        if (kind, full) in found:
            form, identity = found[kind, full]
            right = identity.hex() == case["id"] and ("form" not in case or cborcanon.encode(form).hex() == case["form"])
            yield f"witcanon/{kind} {full}", right, identity.hex()


def main(words):
    folder = pathlib.Path(words.pop(0)) if words and not words[0].startswith("--") else here.parent / "vectors"
    passed, failed = 0, 0

    def tell(name, right, found):
        nonlocal passed, failed
        passed, failed = passed + right, failed + (not right)
        if not right:
            print(f"wrong  {name}: {found}")

    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, file = line.split("  ")
        found = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        tell(f"SHA256SUMS {file}", found == digest, found)
    seen = {}
    for topic, judge in {"cbor": cbor, "json": canonical_json, "plan": plan, "names": names, "keys": keys, "errors": errors, "denials": denials, "receipts": receipts, "audit": audit,
                         "wave": values, "determinism": deterministic, "signatures": signatures, "trust": verdicts, "secrets": secret}.items():
        for case in json.loads((folder / topic / f"{topic}.json").read_text())["cases"]:
            found = judge(case)
            tell(f"{topic}/{case['name']}", found == case["expect"], found)
            if topic == "keys":
                tell(f"{topic}/{case['name']} is another", found["key"] not in seen, seen.get(found["key"]))
                seen[found["key"]] = case["name"]
    for word in words:
        if word != "--wit":
            for result in wit(folder, *word.split("=", 1)):
                tell(*result)
    print(f"{passed} right, {failed} wrong")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
