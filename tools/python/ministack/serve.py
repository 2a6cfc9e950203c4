"""Serves ministack on a free port of 127.0.0.1, prints the port on stdout, and ends when its standard input is closed.

Standard input is how it learns that whoever started it is gone: the kernel closes the pipe however that process ended, so
neither the emulator nor the functions that it runs are ever left behind. `ministack` itself has no such switch, and it
wants a port number, which could be taken in between; here the socket is bound first and handed over.

One thing is added to it: `POST /_greenlight/events` publishes events whose source is an AWS service. PutEvents refuses those
as the real one does, since only AWS's own services publish them; ministack's own emitters have a way of theirs, and an ECS
that is played outside of it needs the same.
"""

import asyncio
import gc
import json
import os
import shutil
import socket
import sys
import tempfile
import threading

# Python would look for garbage after every 700 new objects, which is a fifth of ministack's time.
gc.set_threshold(20_000, 50, 100)

# Everything that it writes (its state, the functions' code) goes into a folder that goes with it.
folder = tempfile.mkdtemp(prefix="greenlight-ministack-")
tempfile.tempdir = folder
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.bind(("127.0.0.1", 0))
listener.set_inheritable(False)
port = listener.getsockname()[1]
os.environ.update(
    GATEWAY_PORT=str(port),
    TMPDIR=folder,
    STATE_DIR=os.path.join(folder, "state"),
    S3_DATA_DIR=os.path.join(folder, "s3"),
    # It would listen on a port of its own.
    IOT_MTLS_ENABLED="0",
    SFTP_ENABLED="0",
)

from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack.app import app  # noqa: E402
from ministack.services import eventbridge  # noqa: E402


async def gateway(scope, receive, send):
    if scope["type"] != "http" or scope["path"] != "/_greenlight/events":
        return await app(scope, receive, send)
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    status, headers, answer = await asyncio.to_thread(
        eventbridge._put_events, json.loads(body), allow_aws_source=True
    )
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": answer if isinstance(answer, bytes) else answer.encode()})


async def main():
    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "WARNING"
    config.graceful_timeout = 1

    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def wait_for_end():
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=wait_for_end, daemon=True).start()
    serving = asyncio.create_task(serve(gateway, config, shutdown_trigger=ended.wait))
    # The socket takes connections once hypercorn listens on it.
    while not serving.done() and not listens():
        await asyncio.sleep(0.02)
    if not serving.done():
        print(port, flush=True)
    await serving


def listens():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


try:
    asyncio.run(main())
finally:
    shutil.rmtree(folder, ignore_errors=True)
