"""What is wrong with a server's certificate, in words. OpenSSL tells Scrapy no more than that it cannot be verified."""

from __future__ import annotations

import socket
import ssl

_PATIENCE = 10.0
# OpenSSL's words, for a person.
_WORDS = {
    "certificate has expired": "it has expired",
    "self-signed certificate": "the server signed it itself",
    "self-signed certificate in certificate chain": "an authority signed it that nobody here knows",
    "unable to get local issuer certificate": "the server leaves out certificates between it and its authority, "
    "or nobody here knows the authority",
    "unable to get issuer certificate": "the server leaves out certificates between it and its authority",
    "unable to verify the first certificate": "the server leaves out certificates between it and its authority",
    "certificate is not yet valid": "it is not valid yet",
}


def what_is_wrong(host: str, address: str, port: int) -> str:
    """Asks the server once more, by TLS alone, and says what OpenSSL has against its certificate.

    Args:
        address: where the host was found when it was checked: nothing is resolved again.
    """
    try:
        with (
            socket.create_connection((address, port), timeout=_PATIENCE) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host),
        ):
            return "it cannot be verified"
    except ssl.SSLCertVerificationError as error:
        said = str(error.verify_message)
        if "mismatch" in said.lower():
            return f"it is that of another server ({said})"
        return _WORDS.get(said, said)
    except (OSError, ValueError):
        return "it cannot be verified"
