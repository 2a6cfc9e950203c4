"""Makes one tool's virtual environment, once, however many processes ask for it at the same time.

usage: install.py <environment folder> <requirements.txt>

scripts/python-tools.ts runs this with the machine's python3. The lock is the kernel's (flock), so a process that dies
while it installs leaves none behind. A virtual environment cannot be made elsewhere and then moved into place, because its
scripts hold its absolute path; instead the marker file is written last, and a folder without one is begun again.

Exit codes: 0 the environment is ready, 3 this python is too old, 4 this python cannot make virtual environments,
anything else is a failed install with pip's words on stderr.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

MARKER = "greenlight.json"


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
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, stdout=subprocess.DEVNULL)
    unpack_pip(folder)
    # Python compiles a module when it is first imported; pip would compile all of them, most of which no test imports.
    options = ["--quiet", "--no-compile", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    options += ["--disable-pip-version-check", "-r", requirements]
    subprocess.run([python_of(folder), "-m", "pip", "install", *options], check=True, stdin=subprocess.DEVNULL)

    marker = os.path.join(folder, MARKER)
    with open(marker + ".new", "w") as file:
        json.dump(describe(folder), file)
    os.replace(marker + ".new", marker)


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
