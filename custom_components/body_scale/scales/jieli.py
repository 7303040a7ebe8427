"""The authentication that Bluetooth chips of JieLi ask for before they pass an app's data on.

The scale speaks at AE02 and is answered at AE01: to 00 and a challenge of 16 bytes with 01 and
E1(key, challenge, address), the function of the Bluetooth Core Specification (volume 2, part H, 6.1),
of which all 16 bytes are sent. Key and address are the chip maker's, the same everywhere, so nothing is
secret here. Sources: a capture in KristianP26/ble-scale-sync #235; the specification.
"""

from collections.abc import Sequence
from functools import cache

SPEAKS_AT, ANSWERED_AT = "ae02", "ae01"
HELLO = bytes.fromhex("fedcbac00600020101ef")
PASS = b"\x02pass"
MAX_CHALLENGES = 3
"""A scale that asks more often doesn't take the answers."""

_KEY = bytes.fromhex("06775f87918dd423005df1d8cf0c142b")
_ADDRESS = bytes.fromhex("112233332211")
_SIZE = 16

_ROUNDS = 8
_EXP = tuple(pow(45, i, 257) % 256 for i in range(256))
_LOG = tuple(_EXP.index(i) for i in range(256))
_XORED_FIRST = (True, False, False, True) * 4
"""Where a round's first key is added bit by bit, and its second modulo 256; elsewhere vice versa."""
_SHUFFLE = (8, 11, 12, 15, 2, 1, 6, 5, 10, 9, 14, 13, 0, 7, 4, 3)
_OFFSETS = (233, 229, 223, 193, 179, 167, 149, 131)


def answer(said: bytes) -> bytes | None:
    """Return the answer to what the scale says at AE02; None for anything but a challenge."""
    if len(said) != _SIZE + 1 or said[0] != 0:
        return None
    return b"\x01" + e1(_KEY, said[1:], _ADDRESS)


def e1(key: bytes, challenge: bytes, address: bytes) -> bytes:
    """Return the signed response and the ciphering offset, 16 bytes together."""
    encrypted = _encrypt(_schedule(key), challenge)
    repeated = [address[i % len(address)] for i in range(_SIZE)]
    mixed = [((e ^ c) + a) % 256 for e, c, a in zip(encrypted, challenge, repeated, strict=True)]
    return bytes(_encrypt(_schedule(_offset(key)), mixed, twice=True))


def _offset(key: bytes) -> bytes:
    """Return the key of the second pass."""
    offsets = _OFFSETS * 2
    return bytes(
        # Added and xored in turn, the other way round in the second half.
        (k + offset) % 256 if (i % 2 == 0) == (i < len(_OFFSETS)) else k ^ offset
        for i, (k, offset) in enumerate(zip(key, offsets, strict=True))
    )


@cache
def _schedule(key: bytes) -> tuple[tuple[int, ...], ...]:
    """Return the 17 keys of the rounds of SAFER+."""
    parity = 0
    for byte in key:
        parity ^= byte
    state = [*key, parity]
    keys = [tuple(key)]
    for number in range(2, 2 * _ROUNDS + 2):
        state = [(byte << 3 | byte >> 5) & 0xFF for byte in state]
        keys.append(
            tuple(
                (state[(number - 1 + i) % 17] + pow(45, pow(45, 17 * number + i + 1, 257), 257))
                % 256
                for i in range(_SIZE)
            )
        )
    return tuple(keys)


def _encrypt(
    keys: Sequence[Sequence[int]], block: Sequence[int], *, twice: bool = False
) -> list[int]:
    """Encrypt by SAFER+; `twice` enters the block before the third round once more."""
    state = [*block]
    for number in range(_ROUNDS):
        if twice and number == 2:
            state = _added(state, block, xored=True)
        state = _added(state, keys[2 * number], xored=True)
        state = [
            _EXP[byte] if first else _LOG[byte]
            for byte, first in zip(state, _XORED_FIRST, strict=True)
        ]
        state = _added(state, keys[2 * number + 1], xored=False)
        for layer in range(4):
            if layer:
                state = [state[i] for i in _SHUFFLE]
            state = [
                byte
                for x, y in zip(state[::2], state[1::2], strict=True)
                for byte in ((2 * x + y) % 256, (x + y) % 256)
            ]
    return _added(state, keys[2 * _ROUNDS], xored=True)


def _added(state: Sequence[int], key: Sequence[int], *, xored: bool) -> list[int]:
    return [
        byte ^ k if first == xored else (byte + k) % 256
        for byte, k, first in zip(state, key, _XORED_FIRST, strict=True)
    ]
