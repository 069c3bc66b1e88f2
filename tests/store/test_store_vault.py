"""The vault: what opens, what does not, and how keys change."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store import vault
from content_store.vault import BadKey, NoSuchKey, Tampered, Vault

OLD, NEW = (vault.key_from_setting(vault.new_key()) for _ in range(2))


@given(plain=st.text(max_size=200), owner=st.text(max_size=20), purpose=st.text(max_size=20))
def test_what_was_sealed_opens_for_its_owner_and_purpose(
    plain: str, owner: str, purpose: str
) -> None:
    """Any text comes back, for any owner and purpose."""
    box = Vault([NEW])
    assert box.open(
        box.seal(plain, owner=owner, purpose=purpose), owner=owner, purpose=purpose
    ) == (plain)


def test_a_sealed_text_shows_nothing_and_never_repeats() -> None:
    """Sealing the same twice gives two texts, and neither holds the secret."""
    box = Vault([NEW])
    first, second = (box.seal("token", owner="account:1", purpose="tokens") for _ in range(2))
    assert first != second
    assert "token" not in first
    assert base64.b64encode(b"token").decode().rstrip("=") not in first
    assert repr(box) == "Vault(1 keys)"


@pytest.mark.parametrize(
    ("owner", "purpose"),
    [("account:2", "tokens"), ("account:1", "install"), ("account:1tokens", ""), ("", "tokens")],
)
def test_a_secret_copied_to_another_row_does_not_open(owner: str, purpose: str) -> None:
    """Another owner or another purpose opens nothing."""
    box = Vault([NEW])
    sealed = box.seal("token", owner="account:1", purpose="tokens")
    with pytest.raises(Tampered):
        box.open(sealed, owner=owner, purpose=purpose)


@given(place=st.integers(0, 79), replacement=st.sampled_from("ABCabc012-_."))
def test_a_changed_character_is_noticed(place: int, replacement: str) -> None:
    """A sealed text with any character changed never opens as another text."""
    box = Vault([NEW])
    sealed = box.seal("a token of some length", owner="a", purpose="b")
    place %= len(sealed)
    changed = sealed[:place] + replacement + sealed[place + 1 :]
    try:
        opened = box.open(changed, owner="a", purpose="b")
    except vault.VaultError:
        return
    # The last base64 character may carry bits that say nothing.
    assert opened == "a token of some length"


@pytest.mark.parametrize("text", ["", "plain", "g1.", "g1.abcd.", "g1.abcd.***", "g2.a.b", "g1..x"])
def test_what_is_no_sealed_text_is_refused(text: str) -> None:
    """Text that was never sealed raises a vault's error, not some other."""
    with pytest.raises(vault.VaultError):
        Vault([NEW]).open(text, owner="a", purpose="b")


def test_keys_can_be_changed_without_losing_anything() -> None:
    """An older key of the ring still opens; rotating reseals under the newest; then it can go."""
    sealed = Vault([OLD]).seal("token", owner="a", purpose="b")
    both = Vault([NEW, OLD])
    assert both.open(sealed, owner="a", purpose="b") == "token"
    assert both.needs_rotation(sealed)
    rotated = both.rotate(sealed, owner="a", purpose="b")
    assert not both.needs_rotation(rotated)
    assert both.rotate(rotated, owner="a", purpose="b") == rotated
    assert Vault([NEW]).open(rotated, owner="a", purpose="b") == "token"
    with pytest.raises(NoSuchKey):
        Vault([NEW]).open(sealed, owner="a", purpose="b")


def test_errors_tell_no_secret() -> None:
    """No error holds the key or the text."""
    sealed = Vault([OLD]).seal("the token", owner="a", purpose="b")
    with pytest.raises(NoSuchKey) as caught:
        Vault([NEW]).open(sealed, owner="a", purpose="b")
    assert "the token" not in str(caught.value)
    assert base64.b64encode(OLD).decode() not in str(caught.value)


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "short",
        "not base64 at all!",
        base64.b64encode(b"x" * 31).decode(),
        base64.b64encode(b"x" * 32).decode(),
        base64.b64encode(bytes(range(33))).decode(),
    ],
)
def test_unusable_keys_are_refused(setting: str) -> None:
    """Keys of another length, of another alphabet or of no randomness are refused."""
    with pytest.raises(BadKey):
        vault.key_from_setting(setting)


def test_keys_are_taken_in_every_base64_spelling() -> None:
    """Standard and URL alphabet, with padding and without, give the same key."""
    key = bytes(range(224, 256))
    spellings = {base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()}
    spellings |= {spelling.rstrip("=") for spelling in spellings} | {
        f" {base64.b64encode(key).decode()}\n"
    }
    assert {vault.key_from_setting(spelling) for spelling in spellings} == {key}


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b""]])
def test_a_vault_needs_good_keys(keys: list[bytes]) -> None:
    """A vault without keys, or with one of the wrong length, is refused."""
    with pytest.raises(BadKey):
        Vault(keys)


def test_a_signature_is_known_again_and_no_other() -> None:
    """A signed text is known by its signature; another text, purpose or key is not."""
    box = Vault([OLD])
    signed = box.sign("abcdefgh", purpose="own link")
    assert box.sign("abcdefgh", purpose="own link") == signed
    assert len(signed) == 16
    assert box.vouches("abcdefgh", signed, purpose="own link")
    assert not box.vouches("abcdefgi", signed, purpose="own link")
    assert not box.vouches("abcdefgh", signed, purpose="another")
    assert not box.vouches("abcdefgh", signed[:-1] + "_é", purpose="own link")
    assert not box.vouches("abcdefgh", "", purpose="own link")
    assert not Vault([NEW]).vouches("abcdefgh", signed, purpose="own link")


def test_what_an_older_key_signed_is_still_known() -> None:
    """Changing keys breaks no link as long as the old key is in the ring."""
    signed = Vault([OLD]).sign("abcdefgh", purpose="own link")
    assert Vault([NEW, OLD]).vouches("abcdefgh", signed, purpose="own link")
