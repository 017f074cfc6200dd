"""Providers that cannot be reached: no address, no listener, a certificate that nobody signed."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.errors import UpstreamUnreachable
from gateway.transport import Limits
from gateway.upstream import Upstream
from tests.support.upstream import refused_url


async def _send(url: str) -> None:
    upstream = Upstream(Limits(connect=5, idle=5, total=5))
    try:
        await upstream.send(url, {}, b"{}")
    finally:
        await upstream.aclose()


def test_a_name_without_an_address() -> None:
    """A provider whose name does not resolve is unreachable; the name is not in the error."""
    with pytest.raises(UpstreamUnreachable) as caught:
        asyncio.run(_send("http://fournisseur.invalid/v1/chat/completions"))
    assert "invalid" not in str(caught.value)


def test_an_address_on_which_nothing_listens() -> None:
    """A refused connection is told as such."""
    with refused_url() as url, pytest.raises(UpstreamUnreachable):
        asyncio.run(_send(url))


def test_a_certificate_that_nobody_signed(tmp_path: Path) -> None:
    """A provider that shows a self-signed certificate gets no request."""
    got: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.read(1))
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=_self_signed(tmp_path))
        async with server:
            await _send(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")

    with pytest.raises(UpstreamUnreachable):
        asyncio.run(main())
    assert b"".join(got) == b""


def _self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now)
    made = made.not_valid_after(now + datetime.timedelta(days=1))
    pem = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "both.pem").write_bytes(pem + key.private_bytes(*form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context
