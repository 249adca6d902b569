"""What stands between the network and the app: who may connect, and the headers sent.

As long as no sign-in is configured, the app serves the person at this very machine and nobody
else, whatever address it is bound to: whoever can open its websocket could read its pages.
"""

import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

FORWARDING = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-real-ip",
    "x-client-ip",
    "cf-connecting-ip",
    "true-client-ip",
    "via",
)
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
HIDDEN_PATHS = ("/_stcore/metrics", "/pages/")

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "frame-ancestors 'none'"
    ),
}

REFUSAL = (
    "This dashboard has no sign-in yet, so it answers only a browser on the machine it runs on, "
    "at http://localhost and not through a proxy.\n"
)


class Edge:
    """ASGI middleware: refuses what is not local, adds security headers to what is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not is_local(scope):
            await _refuse(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(HIDDEN_PATHS):
            await PlainTextResponse("Not found\n", status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, _with_headers(send))


def is_local(scope: Scope) -> bool:
    """Whether the request comes straight from a browser on this machine.

    The Host header is checked too: a page elsewhere can point a name of its own at 127.0.0.1.
    """
    client = scope.get("client")
    headers = Headers(scope=scope)
    return (
        client is not None
        and _is_loopback(client[0])
        and not any(name in headers for name in FORWARDING)
        and _name(headers.get("host", "")) in LOCAL_NAMES
    )


def _is_loopback(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _name(host: str) -> str:
    end = host.rfind(":")
    return host[:end].lower() if end > host.rfind("]") else host.lower()


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008, reason="local only")(scope, receive, send)
    else:
        await PlainTextResponse(REFUSAL, status_code=403)(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
