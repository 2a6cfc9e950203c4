"""Serves moto on a free port of 127.0.0.1, prints the port on stdout, and ends when its standard input is closed.

Standard input is how it learns that whoever started it is gone: the kernel closes the pipe however that process ended, so
no emulator is ever left running. `moto_server` itself has no such switch.
"""

import sys
import threading

from moto.server import DomainDispatcherApplication, ThreadedMotoServer

# S3 checks a condition and writes in one step. moto checks it first and then writes, so two of its threads could both find the key missing.
one_at_a_time = threading.Lock()
serve_request = DomainDispatcherApplication.__call__


def serve(self, environ, start_response):
    if "HTTP_IF_MATCH" in environ or "HTTP_IF_NONE_MATCH" in environ:
        with one_at_a_time:
            return serve_request(self, environ, start_response)
    return serve_request(self, environ, start_response)


DomainDispatcherApplication.__call__ = serve

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(port, flush=True)
sys.stdin.read()
server.stop()
