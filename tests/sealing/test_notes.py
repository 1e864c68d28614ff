"""Notes and checkpoints are those of C2SP: another implementation's are read, and any changed byte is found."""

from __future__ import annotations

import pytest

from workflow.sealing.notes import WITNESS, BadNote, Checkpoint, Public, Signer, read, sign

PETER = Public.read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
"""From the documentation of the Go project's package `note`, with the note below."""
NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
SIGNER = Signer("lianxi-00/1", b"s" * 32)
POINT = Checkpoint("lianxi-00/1", 7, b"r" * 32, "2026-11-23T01:00:00.000000Z")


def test_a_note_of_another_implementation_is_checked():
    assert read(NOTE).by(PETER) == [PETER]
    assert read(NOTE.replace("problem is", "problem was")).by(PETER) == []


def test_a_public_key_reads_as_it_was_written():
    assert Public.read(str(SIGNER.public)) == SIGNER.public
    assert Public.read(f"{PETER}\n") == PETER
    for wrong in (
        "",
        "a+b",
        str(PETER).replace("c74f", "c74e"),
        str(PETER)[:-4],
        str(PETER).replace("Peter", "Pe ter"),
    ):
        with pytest.raises(BadNote):
            Public.read(wrong)


def test_every_changed_byte_of_a_checkpoint_is_found():
    note = sign(POINT.text, SIGNER).encode()
    for n in range(len(note)):
        for bit in range(8):
            changed = note[:n] + bytes([note[n] ^ (1 << bit)]) + note[n + 1 :]
            assert not trusted(changed), (n, bit)
    for n in range(len(note)):
        assert not trusted(note[:n] + note[n + 1 :])
        assert not trusted(note[:n])


def trusted(note: bytes) -> bool:
    """Whether somebody who knows the key would take this for the checkpoint."""
    try:
        found = read(note.decode())
        return bool(found.by(SIGNER.public)) and Checkpoint.read(found.text) == POINT
    except (BadNote, UnicodeDecodeError):
        return False


def test_what_is_no_checkpoint_is_refused():
    good = POINT.text
    assert Checkpoint.read(good) == POINT
    sizes = [good.replace("\n7\n", f"\n{size}\n") for size in ("07", "-7", "7 ", "x")]
    others = [good.replace("cnJy", "cnJ"), good.replace("lianxi", "lian xi")]
    for wrong in ("", good[:-1], good + "\n", good + "x\n", *sizes, *others):
        with pytest.raises(BadNote):
            Checkpoint.read(wrong)


def test_a_witness_signs_with_the_time_it_saw_it():
    witness = Signer("community-east", b"w" * 32, WITNESS)
    note = sign(POINT.text, SIGNER) + witness.line(POINT.text, 1_700_000_000)
    assert read(note).by(SIGNER.public, witness.public) == [SIGNER.public, witness.public]
    assert Public(witness.name, witness.public.raw).id != witness.public.id, (
        "no signature for the one use fits the other"
    )
    assert read(note).by(Public(witness.name, witness.public.raw)) == []
