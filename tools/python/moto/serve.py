"""Serves moto on a free port of 127.0.0.1, prints the port on stdout, and ends when its standard input is closed.

Standard input is how it learns that whoever started it is gone: the kernel closes the pipe however that process ended, so
no emulator is ever left running. `moto_server` itself has no such switch.
"""

import functools
import gc
import io
import os
import sys
import threading

# The service of SSM parameters imports EC2, which would read a megabyte of machine images that nobody asks for.
os.environ["MOTO_AMIS_PATH"] = os.path.join(os.path.dirname(__file__), "no-images.json")

import moto.core.responses
import moto.core.utils
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.exceptions import InternalServerError, NotImplemented
from werkzeug.serving import make_server

# For each request, moto lists its own folders and tries two hundred expressions to find the service of a host: a quarter of its time.
DomainDispatcherApplication.get_backend_for_host = functools.cache(DomainDispatcherApplication.get_backend_for_host)
# For each service, it lists the folders of all to find the right description, and for each request the methods of a class.
moto.core.utils.create_loader = functools.cache(moto.core.utils.create_loader)
moto.core.responses.method_names_from_class = functools.cache(moto.core.responses.method_names_from_class)

# Python would look for garbage after every 700 new objects, which is a sixth of moto's time.
gc.set_threshold(20_000, 50, 100)

application = DomainDispatcherApplication(create_backend_app)
# S3 checks a condition and writes in one step. moto checks it first and then writes, so two of its threads could both find the key missing.
one_at_a_time = threading.Lock()


def serve(environ, start_response):
    if "HTTP_IF_MATCH" in environ or "HTTP_IF_NONE_MATCH" in environ:
        with one_at_a_time:
            return application(environ, start_response)
    return application(environ, start_response)


def serve_or_fail(environ, start_response):
    try:
        return serve(environ, start_response)
    except NotImplementedError:
        # With 500, as werkzeug has it, SDKs would try three times more.
        return NotImplemented()(environ, start_response)
    except Exception:
        sys.excepthook(*sys.exc_info())
        return InternalServerError()(environ, start_response)


class Handler(MotoRequestHandler):
    """Keeps connections open. werkzeug's own waits ten milliseconds after each answer, and closes the connection."""

    # The header and the body of an answer in one piece: TCP would hold the second back until the first is acknowledged.
    wbufsize = -1
    # Tests leave a dozen connections open each second. A client that waits longer than this opens another.
    timeout = 20

    def handle_expect_100(self):
        proceeds = super().handle_expect_100()
        self.wfile.flush()
        return proceeds

    def run_wsgi(self):
        environ = self.make_environ()
        # The next request begins where this one ends, whether or not moto reads it.
        size = -1 if "wsgi.input_terminated" in environ else int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(size))
        for part in serve_or_fail(environ, self.start_response):
            self.wfile.write(part)

    def start_response(self, status, headers, _=None):
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in {name.lower() for name, _ in headers}:
            self.send_header("Connection", "close")
        self.end_headers()

    def log_request(self, *_):
        """Nobody would read it."""


server = make_server("127.0.0.1", 0, serve_or_fail, threaded=True, request_handler=Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
server.shutdown()
# Without taking all modules apart.
os._exit(0)
