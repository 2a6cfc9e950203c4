"""Makes one tool's virtual environment, once, however many processes ask for it at the same time.

usage: install.py <environment folder> <requirements.txt>

scripts/python-tools.ts runs this with the machine's python3. The lock is the kernel's (flock), so a process that dies
while it installs leaves none behind. A virtual environment cannot be made elsewhere and then moved into place, because its
scripts hold its absolute path; instead the marker file is written last, and a folder without one is begun again.

uv installs the packages, in a tenth of pip's time. Where it cannot, pip does.

Exit codes: 0 the environment is ready, 3 this python is too old, 4 this python cannot make virtual environments,
anything else is a failed install with pip's words on stderr.
"""

import ast
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

MARKER = "greenlight.json"
# Those packages and no others.
EXACTLY = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
# What uv calls these settings of pip.
UV_FLAGS = {
    "index-url": "--default-index",
    "extra-index-url": "--index",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
}


def main(folder, requirements):
    if sys.version_info < (3, 10):
        print(sys.version.split()[0], file=sys.stderr)
        return 3
    try:
        # Debian ships python3 without these two; they come with the package python3-venv.
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        print("%d.%d" % sys.version_info[:2], file=sys.stderr)
        return 4

    import fcntl

    # What is imported here is compiled once, not by each process.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(folder):
            make(folder, requirements)
    return 0


def is_ready(folder):
    try:
        with open(os.path.join(folder, MARKER)) as marker:
            return json.load(marker) == describe(folder)
    except (OSError, ValueError):
        return False


def make(folder, requirements):
    make_empty(folder)
    if not install_with_uv(folder, requirements):
        install_with_pip(folder, requirements)

    mark(folder)


def mark(folder):
    marker = os.path.join(folder, MARKER)
    with open(marker + ".new", "w") as file:
        json.dump(describe(folder), file)
    os.replace(marker + ".new", marker)


def make_empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, stdout=subprocess.DEVNULL)


def install_with_pip(folder, requirements):
    unpack_pip(folder)
    # Python compiles a module when it is first imported; pip would compile all of them, most of which no test imports.
    options = [*EXACTLY, "--quiet", "--no-compile", "--disable-pip-version-check", "-r", requirements]
    subprocess.run([python_of(folder), "-m", "pip", "install", *options], check=True, stdin=subprocess.DEVNULL)


def install_with_uv(folder, requirements):
    """Whether it did. Pip is asked again for what uv could not install, and so its words are the ones to report."""
    wanted = os.path.join(os.path.dirname(os.path.dirname(requirements)), "uv", "requirements.txt")
    if not os.path.exists(wanted):
        return False
    try:
        own = uv_folder(os.path.dirname(folder), wanted)
        command = [os.path.join(own, "bin", "uv"), "pip", "install", *EXACTLY, "--python", python_of(folder)]
        flags, environment = configuration_of_pip(own)
        command += [*flags, "-r", requirements]
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment)
        return ran.returncode == 0
    except (OSError, subprocess.CalledProcessError):
        return False


def uv_folder(cache, requirements):
    """Where uv is, after installing it with pip if it is not there yet."""
    import fcntl

    with open(requirements, "rb") as file:
        version = hashlib.sha256(file.read()).hexdigest()[:12]
    folder = os.path.join(cache, "uv-" + version)
    with open(folder + ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(folder):
            make_empty(folder)
            install_with_pip(folder, requirements)
            mark(folder)
    return folder


def configuration_of_pip(folder):
    """uv does not read pip's configuration: these flags and variables name the same indexes and certificates."""
    command = [python_of(folder), "-m", "pip", "config", "list"]
    listed = subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    settings = {}
    for scope in ["global", "install", ":env:"]:
        for line in listed.stdout.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(scope + "."):
                settings[name[len(scope) + 1 :]] = str(ast.literal_eval(value)).split()
    # Pip takes a release from any index that has it; the hashes decide whether it is the right one.
    flags = ["--index-strategy", "unsafe-best-match"]
    for name, flag in UV_FLAGS.items():
        for value in settings.get(name, []):
            flags += [flag, value]
    certificates = {"SSL_CERT_FILE": value for value in settings.get("cert", [])}
    return flags, {**os.environ, **certificates}


def unpack_pip(folder):
    """Puts the pip that comes with Python into the environment, as ensurepip does, in a tenth of its time."""
    import ensurepip

    # Distributions keep their wheels elsewhere: ensurepip's own WHEEL_PKG_DIR names the folder.
    bundled = os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")
    places = [sysconfig.get_config_var("WHEEL_PKG_DIR") or bundled, bundled, "/usr/share/python-wheels"]
    wheels = [wheel for place in places for wheel in glob.glob(os.path.join(place, "pip-*.whl"))]
    packages = glob.glob(os.path.join(folder, "lib", "python*", "site-packages"))
    if wheels and packages:
        with zipfile.ZipFile(wheels[0]) as wheel:
            wheel.extractall(packages[0])
    else:
        subprocess.run([python_of(folder), "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)


def python_of(folder):
    return os.path.join(folder, "bin", "python")


def describe(folder):
    """What must still be true for the environment to work: it has not moved, and its interpreter is the same."""
    return {"folder": folder, "python": os.path.realpath(python_of(folder))}


if __name__ == "__main__":
    try:
        sys.exit(main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])))
    except subprocess.CalledProcessError as error:
        sys.exit("%s ended with %d" % (" ".join(map(str, error.cmd[:4])), error.returncode))
