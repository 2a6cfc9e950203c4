"""Serves moto on a free port of 127.0.0.1, prints the port on stdout, and ends when its standard input is closed.

Standard input is how it learns that whoever started it is gone: the kernel closes the pipe however that process ended, so
no emulator is ever left running. `moto_server` itself has no such switch.
"""

import functools
import os
import sys
import threading

# The service of SSM parameters imports EC2, which would read a megabyte of machine images that nobody asks for.
os.environ["MOTO_AMIS_PATH"] = os.path.join(os.path.dirname(__file__), "no-images.json")

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

# For each request, moto lists its own folders and tries two hundred expressions to find the service of a host: a quarter of its time.
DomainDispatcherApplication.get_backend_for_host = functools.cache(DomainDispatcherApplication.get_backend_for_host)

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(port, flush=True)
sys.stdin.read()
server.stop()
