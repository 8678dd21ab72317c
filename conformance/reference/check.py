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
import jcs
import plans
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
    return {"hash": hashlib.sha256(b"compose-audit:1\n" + case["input"]["line"].encode()).hexdigest()}


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
    for topic, judge in {"cbor": cbor, "json": canonical_json, "plan": plan, "names": names, "keys": keys, "errors": errors, "denials": denials, "receipts": receipts, "audit": audit}.items():
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
