"""Runs the commands of a tool, each in a fork of this process, which has imported already what takes them most of their time.

usage: <python of the tool> forks.py <module to import, or script to run>...

Each line of standard input is a command: {"id", "argv", "cwd", "env", "stdout", "stderr"}. `argv` is what python would be
called with, a script or `-c` and a program; `stdout` and `stderr` are files. A line {"id", "code"} on standard output says
that it has ended. A fork starts as every other process: with its own environment, folder, arguments and main module. Only what the imported
modules have added to the environment is there too, as it would be if the fork had imported them. A fork also ends as every other process, except
that it leaves what is in memory to the system.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import sys
import threading


def main(modules):
    # Python puts the folder of this file there, which the tools do not know.
    del sys.path[0]
    before = dict(os.environ)
    # Nothing of what is imported becomes garbage.
    gc.disable()
    for module in modules:
        if module.endswith(".py"):
            runpy.run_path(module)
        else:
            importlib.import_module(module)
    added = {name: value for name, value in os.environ.items() if name not in before}
    # A collection in a fork would go through all that is imported, and copy its memory, for nothing.
    gc.collect()
    gc.freeze()
    gc.enable()
    for line in sys.stdin:
        if os.fork() == 0:
            return watch(json.loads(line), added)
        reap(os.WNOHANG)
    reap(0)
    # As end_after does, without taking all modules apart.
    os._exit(0)


def reap(options):
    """Waits for the forks to end, or, with WNOHANG, only for those that have."""
    try:
        while os.waitpid(-1, options)[0] != 0:
            pass
    except ChildProcessError:
        pass


def watch(asked, added):
    command = os.fork()
    if command == 0:
        return end_after(lambda: run(added, **asked))
    _, status = os.waitpid(command, 0)
    os.write(1, (json.dumps({"id": asked["id"], "code": os.waitstatus_to_exitcode(status)}) + "\n").encode())
    os._exit(0)


def end_after(command):
    """Ends this process as Python itself does, but without taking its modules apart, which would take longer than most commands."""
    code = 0
    try:
        command()
    except SystemExit as ended:
        code = 0 if ended.code is None else ended.code
        if not isinstance(code, int):
            print(code, file=sys.stderr)
            code = 1
    except BaseException:
        code = 1
        sys.excepthook(*sys.exc_info())
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code & 0xFF)


def run(added, id, argv, cwd, env, stdout, stderr):
    for number, path, flags in [
        (0, os.devnull, os.O_RDONLY),
        (1, stdout, os.O_WRONLY | os.O_CREAT),
        (2, stderr, os.O_WRONLY | os.O_CREAT),
    ]:
        file = os.open(path, flags)
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, closefd=False)
    os.environ.clear()
    os.environ.update({**added, **env})
    os.chdir(cwd)
    if argv[0] == "-c":
        sys.argv = ["-c", *argv[2:]]
        exec(compile(argv[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = argv
        runpy.run_path(argv[0], run_name="__main__")


main(sys.argv[1:])
