"""Trust (SPEC.md, chapter 10), written from the text alone: policies as data, statements, labels and keys of the cache."""
import base64
import binascii
import datetime
import hashlib
import json
import re

import cborcanon
import ed25519
import jcs

INTOTO = "application/vnd.in-toto+json"
SPKI = bytes.fromhex("302a300506032b6570032100")
MODES = ("strict", "audit", "dev")


def encoding(type_, payload):
    """What the signatures of a DSSE envelope are over."""
    raw = type_.encode()
    return b"DSSEv1 %d %s %d %s" % (len(raw), raw, len(payload), payload)


def statement(subjects, predicate_type, predicate):
    """The canonical JSON of an in-toto statement about {name: SHA-256}."""
    return jcs.canonicalize(json.dumps({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in subjects],
        "predicateType": predicate_type, "predicate": predicate}))


def key_id(key):
    """An Ed25519 key by the SHA-256 of its SubjectPublicKeyInfo."""
    return hashlib.sha256(SPKI + key).hexdigest()


def _digest(text):
    return text.removeprefix("sha256:").lower()


def _list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def _instant(text):
    if text is None:
        return None
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int((time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)).timestamp())


def _matches(patterns, text):
    return any(re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.S) for pattern in patterns)


def package(source):
    """The package of an address, `acme:log` of oci://ghcr.io/acme/log:1.2.0, or None."""
    parts = (source or "").partition("@")[0].split("/")
    if len(parts) < 2:
        return None
    space, name = parts[-2], parts[-1].partition(":")[0]
    return f"{space}:{name}" if space and name else None


def _applies(rule, subject):
    source = re.sub("^[^/]*://[^/]*", lambda host: host.group().lower(), subject.get("source") or "")
    if rule.get("components") and not _matches(_list(rule["components"]), subject["name"]):
        return False
    if rule.get("sources") and not (source and _matches(_list(rule["sources"]), source)):
        return False
    return not rule.get("packages") or bool(package(source) and _matches(_list(rule["packages"]), package(source)))


# What vouches unless an authority names others.
STATEMENTS = ["https://sigstore.dev/cosign/sign/v1", "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2",
              "https://compose.dev/attestation/composition/v1"]


def _signed(evidence, key, data, types):
    """Whether a piece of evidence is the key's word for the bytes."""
    try:
        if "signature" in evidence:
            return ed25519.verify(key, data, bytes.fromhex(evidence["signature"]))
        bundle = json.loads(evidence["bundle"])
        if "dsseEnvelope" not in bundle:
            signed = bundle["messageSignature"]
            return base64.b64decode(signed["messageDigest"]["digest"]) == hashlib.sha256(data).digest() \
                and ed25519.verify(key, data, base64.b64decode(signed["signature"]))
        envelope = bundle["dsseEnvelope"]
        payload = base64.b64decode(envelope["payload"])
        said = json.loads(payload)
        about = [subject["digest"].get("sha256") for subject in said["subject"]]
        return said["predicateType"] in types and envelope["payloadType"] == INTOTO and hashlib.sha256(data).hexdigest() in about and len(envelope["signatures"]) == 1 \
            and ed25519.verify(key, encoding(INTOTO, payload), base64.b64decode(envelope["signatures"][0]["sig"]))
    except (ValueError, KeyError, TypeError, binascii.Error):
        return False


def judge(case):
    """{allowed, label, rule, vouchers} of bytes by a policy."""
    policy, subject, data = case["policy"], case["subject"], bytes.fromhex(case["subject"]["bytes"])
    digest, mode = hashlib.sha256(data).hexdigest(), policy.get("mode", "strict")
    revoked = policy.get("revoked", {})
    if digest in map(_digest, _list(revoked.get("digests"))):
        return {"allowed": False, "label": "core_unverified", "rule": "revoked", "vouchers": []}
    number, rule = next(((at, one) for at, one in enumerate(policy.get("rules", []), 1) if _applies(one, subject)), (0, None))
    if rule is None:
        is_let = subject["origin"] == "local" and policy.get("local") == "allow"
        return {"allowed": is_let or mode != "strict", "label": "core_unverified", "rule": "local: allow" if is_let else "no rule", "vouchers": []}
    vouchers, voices, develops = [], set(), False
    for name in _list(rule["signers"]):
        authority = policy["authorities"][name]
        start, end = _instant(authority.get("not-before")), _instant(authority.get("expires"))
        if (start is not None and case["now"] < start) or (end is not None and case["now"] > end):
            continue
        voice = None
        if "digests" in authority:
            voice = "digests:" + name if digest in map(_digest, _list(authority["digests"])) else None
        elif "dev" in authority:
            voice = "dev:" + name if mode == "dev" else None
        else:
            key = bytes.fromhex(case["keys"][authority["key"]])
            if key_id(key) not in [_digest(one) for one in revoked.get("keys", [])] and any(_signed(one, key, data, authority.get("statements", STATEMENTS)) for one in case["evidence"]):
                voice = key_id(key)
        if voice is None or voice in voices:
            continue
        voices.add(voice)
        vouchers.append(name)
        develops |= "dev" in authority
        if len(vouchers) >= rule.get("threshold", 1):
            return {"allowed": True, "label": "core_unverified" if develops else "core_verified", "rule": f"rule {number}", "vouchers": vouchers}
    return {"allowed": mode != "strict", "label": "core_unverified", "rule": f"rule {number}", "vouchers": vouchers}


def policy_digest(policy, keys):
    """What a policy is in the key of the trust cache."""
    def describe(name):
        authority = policy["authorities"][name]
        if "key" in authority:
            kind, word = "key", [bytes.fromhex(key_id(bytes.fromhex(keys[authority["key"]]))), ""]
        elif "digests" in authority:
            kind, word = "digests", [bytes.fromhex(one) for one in sorted(set(map(_digest, _list(authority["digests"]))))]
        else:
            kind, word = "dev", []
        return [name, kind, _instant(authority.get("not-before")), _instant(authority.get("expires")),
                _list(authority.get("statements", STATEMENTS)), word]

    revoked = policy.get("revoked", {})
    revoked_keys = revoked.get("keys", [])
    dated = revoked_keys if isinstance(revoked_keys, dict) else {one: None for one in _list(revoked_keys)}
    return hashlib.sha256(cborcanon.encode([
        "trust-policy:v1", MODES.index(policy.get("mode", "strict")), int(policy.get("local") == "allow"),
        [describe(name) for name in sorted(policy.get("authorities", {}))],
        [[_list(rule.get(key)) for key in ("components", "packages", "sources", "signers")]
         + [rule.get("threshold", 1), int(bool(rule.get("covers-nested")))] for rule in policy.get("rules", [])],
        [[[bytes.fromhex(_digest(one)), _instant(dated[one])] for one in sorted(dated, key=_digest)],
         sorted(set(map(_digest, _list(revoked.get("digests"))))), sorted(set(_list(revoked.get("identities"))))]])).digest()


def cache_key(digest, backend, authority, policy):
    return hashlib.sha256(cborcanon.encode(["trust:v1", digest, backend, authority, policy])).digest()


LABELS = {"core_verified": set(), "core_unverified": {"unverified"}, "plugin_derived": {"unverified", "plugin"},
          "viz_derived": {"unverified", "viz"}, "plugin_derived+viz_derived": {"unverified", "plugin", "viz"}}


def meet(labels):
    found = set().union(*(LABELS[label] for label in labels))
    return next(name for name, taints in LABELS.items() if taints == found)
