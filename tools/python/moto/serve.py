"""Serves moto on a free port of 127.0.0.1, prints the port on stdout, and ends when its standard input is closed.

Standard input is how it learns that whoever started it is gone: the kernel closes the pipe however that process ended, so
no emulator is ever left running. `moto_server` itself has no such switch.
"""

import sys

from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(port, flush=True)
sys.stdin.read()
server.stop()
