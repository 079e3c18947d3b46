"""Faults of the vault, of what is kept apart, of the ledger, and on the way."""

from __future__ import annotations

from tests.faults.fault import GYMNASIUM, fault

VAULT, SEAL, KEYS = "vault/vault.py", "vault/seal.py", "vault/person_keys.py"
VERIFY, APART, TRYING = "ledger/verify.py", "gate/apart.py", "gate/trying.py"
DOOR, PARTIES = "gate/door.py", "parties/register.py"

AT_REST = (
    fault(
        "two people share one key",
        "Q30",
        KEYS,
        "self.wrapper.wrap(secrets.token_bytes(KEY_BYTES)",
        "self.wrapper.wrap(bytes(KEY_BYTES)",
    ),
    fault(
        "a key is bound to nobody",
        "Q30",
        KEYS,
        'return b"person-key" + _CONTEXT.pack(person, number)',
        'return b"person-key" + _CONTEXT.pack(0, number)',
    ),
    fault(
        "a value is kept as it is",
        "Q30",
        SEAL,
        "return FORMAT + nonce + cipher.encrypt(nonce, plain, place)",
        "return FORMAT + nonce + plain + cipher.encrypt(nonce, plain, place)",
        SEAL,
        "cipher.decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place)",
        "sealed[1 + NONCE_BYTES :][: (len(sealed) - 29) // 2]",
    ),
    fault(
        "a ciphertext is not bound to its place",
        "Q30",
        SEAL,
        'return _PLACE.pack(b"i", person, item, collection, kind) + category.encode()',
        'return b"i"',
    ),
    fault(
        "a ciphertext is not bound to its category",
        "Q30",
        SEAL,
        "collection, kind) + category.encode()",
        "collection, kind)",
    ),
    fault("a key is half as long as it should be", "Q30", SEAL, "KEY_BYTES: Final = 32", "KEY_BYTES: Final = 16"),
    fault(
        "every value is sealed with the same nonce",
        "Q30",
        SEAL,
        "nonce = os.urandom(NONCE_BYTES)",
        "nonce = bytes(NONCE_BYTES)",
        KEYS,
        "secrets.token_bytes(KEY_BYTES)",
        "bytes(KEY_BYTES)",
    ),
    fault(
        "a blind index is a plain hash",
        "Q30",
        "vault/lookup.py",
        'return hmac.digest(key, normal.encode("utf-8", "surrogatepass"), "sha256")[:DIGEST_BYTES]',
        'return __import__("hashlib").sha256(normal.encode()).digest()[:DIGEST_BYTES]',
    ),
    fault(
        "a credential is kept as it was typed",
        "Q05-sealed",
        "vault/credentials.py",
        "return _HASHER.hash(_normal(candidate)).encode()",
        "return _normal(candidate)",
        "vault/credentials.py",
        "right = _HASHER.verify(_NOBODYS if stored is None else stored.decode(), _normal(candidate))",
        "right = stored == _normal(candidate)",
    ),
    fault(
        "a credential can be read",
        "Q05-sealed",
        "gate/gathering.py",
        "return tuple(item for item in held if item.kind is not Kind.CREDENTIAL)",
        "return tuple(held)",
        VAULT,
        "        if facts.kind is Kind.CREDENTIAL:\n            raise NotAllowed(",
        "        if False:\n            raise NotAllowed(",
    ),
    fault(
        "any candidate is the right credential",
        "Q05-sealed",
        "vault/credentials.py",
        "        return False\n    return right",
        "        return stored is not None\n    return right",
    ),
    fault("a credential may be guessed at for ever", "Q05-sealed", TRYING, ">= MOST_TRIES:", ">= MOST_TRIES * 1000:"),
)

APART_ = (
    fault(
        "what is kept apart may be linked and used together",
        "apart",
        DOOR,
        " or apart.acted(found, version)",
        "",
        policy=GYMNASIUM,
    ),
    fault(
        "what is kept apart may be collected of one person",
        "Q06-separate Q10-separate Q29-separate",
        DOOR,
        "refusal = refusal or apart.collected(tx, self.vault, ready, version)",
        "",
    ),
    fault(
        "an address may stand in what is kept apart from it",
        "Q06-separate Q10-separate",
        APART,
        "return _recognised(ready, concerned)",
        "return None",
    ),
)

LEDGER_ = (
    fault(
        "a leaf is made of the wrong bytes",
        "Q30-watch",
        "ledger/commitment.py",
        "return sha256(self.salt + self.canonical).digest()",
        "return sha256(self.salt).digest()",
    ),
    fault(
        "an entry commits to nothing but itself anew",
        "Q30-watch",
        VERIFY,
        "if opening.commitment != commitment:",
        "if False:",
    ),
    fault(
        "an entry is not bound to its row",
        "Q30-watch",
        "ledger/commitment.py",
        'return b"troth ledger entry v1" + person.to_bytes(8, "big") + entry_id.to_bytes(8, "big")',
        'return b"troth ledger entry v1"',
        VERIFY,
        "if opening.commitment != commitment:",
        "if False:",
    ),
    fault("verification does not look for rows put in", "Q30-watch", VERIFY, "    rows.find_inserted()\n", ""),
    fault(
        "verification does not look for rows removed",
        "Q30-watch",
        VERIFY,
        "if sealed is None:\n                self._missing += 1\n",
        "if sealed is None:\n                self._missing += 1\n                continue\n",
    ),
    fault(
        "verification forgets the signatures",
        "Q30-watch",
        "ledger/recount.py",
        "if head.root not in roots:",
        "if False:",
    ),
    fault(
        "a hash of the tree does not depend on the order",
        "Q30-watch",
        "ledger/merkle.py",
        '[sha256(b"\\x01" + left + right).digest() for',
        '[sha256(b"\\x01" + min(left, right) + max(left, right)).digest() for',
    ),
    fault(
        "an entry stands in a transaction of its own",
        "Q22-account",
        DOOR,
        "        record_disclosures(tx, [disclosure])\n",
        "        record_disclosures(tx, [replace(disclosure, entry=None)])\n",
    ),
    fault(
        "the account of disclosures names another recipient",
        "Q22-account",
        DOOR,
        "act.person, found.recipient.id, act.purpose",
        'act.person, "somebody", act.purpose',
    ),
    fault(
        "the account of disclosures shows the first line only",
        "Q22-account",
        "parties/disclosure.py",
        "return store.select_disclosures(tx, person, before, limit)",
        "return store.select_disclosures(tx, person, before, limit)[-1:]",
    ),
    fault(
        "a recipient gets data without its terms",
        "Q20-terms",
        DOOR,
        "held=held, terms=terms,",
        "held=held, terms=None,",
    ),
    fault(
        "the terms do not say what for",
        "Q20-terms",
        "parties/terms.py",
        '        f"Use it for this purpose only: {purpose}.",\n',
        "",
    ),
    fault(
        "a recipient that was taken off the register gets data",
        "Q20-terms",
        PARTIES,
        "if found is None or not found.active:\n        return None\n    return replace(",
        "if found is None:\n        return None\n    return replace(",
    ),
    fault(
        "an agreement that was ended early counts",
        "Q20-terms",
        "parties/store.py",
        "for end in (row.until, row.ended) if end is not None",
        "for end in (row.until,) if end is not None",
    ),
)

TRANSIT = (
    fault(
        "old TLS is spoken",
        "Q30-transit Q31",
        "controls/transport.py",
        "context.minimum_version = _VERSIONS[demand.tls]\n    context.set_ciphers(_CIPHERS)",
        "context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED\n    context.set_ciphers('ALL:@SECLEVEL=0')",
    ),
    fault(
        "an endpoint need not show who it is",
        "Q30-transit Q31",
        "parties/endpoint.py",
        "    context = context or ssl.create_default_context()\n",
        "    context = ssl._create_unverified_context()\n    return context\n",
    ),
    fault(
        "a certificate for another name will do",
        "Q30-transit Q31",
        "parties/endpoint.py",
        "    context = context or ssl.create_default_context()\n",
        "    context = ssl.create_default_context()\n    context.check_hostname = False\n    return context\n",
    ),
    fault("an endpoint may do without TLS", "Q30-transit Q31", PARTIES, 'if parts.scheme != "https" or not', "if not"),
    fault(
        "a short RSA key will do",
        "Q30-transit Q31",
        "controls/transport.py",
        "and public.key_size < demand.rsa:",
        "and public.key_size < 512:",
    ),
)
