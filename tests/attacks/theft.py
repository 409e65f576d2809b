"""Reading, changing and sending what is somebody else's."""

from tests.attacks.harness import ANSWERS, CANARY, GIVEN, Attack

RIGHT = {"multiply_gradient": ANSWERS["multiply_gradient"]}
#: Walks up from wherever it runs, and wherever the course may be, and shows what it finds.
SEARCH = (
    "import glob, os\nfound = []\n"
    "places = [os.getcwd(), os.environ.get('COURSE', ''), COURSE]\n"
    "for place in places:\n"
    "    for path in glob.glob(place + '/**/*', recursive=True)[:5000]:\n"
    "        try:\n            found.append(open(path).read())\n"
    "        except (OSError, UnicodeDecodeError):\n            pass\n"
    "print('\\n'.join(found))\n"
)


def nothing_stolen(course):
    """The canary of the course is on no page and in no notebook that students' code could fill."""
    for step in ("autograded", "feedback", GIVEN):
        for path in (course.root / step).rglob("*"):
            if path.is_file():
                assert CANARY not in path.read_text(encoding="utf-8", errors="replace"), path


def untouched(course):
    assert (course.root / "canary.txt").read_text() == CANARY
    assert (course.root / "gradebook.db").stat().st_size > 0


def silent(course):
    assert course.calls_home == []


def _act(name, source, *after, mark=4.0):
    def all_of(course):
        for look in after:
            look(course)

    return Attack(name, mark=mark, cells=RIGHT, first=(source,), after=all_of)


ATTACKS = [
    _act("the course searched", "COURSE = '@COURSE@'\n" + SEARCH, nothing_stolen),
    _act("the canary read", "print(open('@COURSE@/canary.txt').read())", nothing_stolen),
    _act("the gradebook read", "print(open('@COURSE@/gradebook.db', 'rb').read())", nothing_stolen),
    _act(
        "the gradebook opened by SQLite",
        "import sqlite3\nc = sqlite3.connect('@COURSE@/gradebook.db')\n"
        "c.execute('update grade set manual_score = 4')\nc.commit()",
        untouched,
    ),
    _act(
        "classmates' work read",
        "import glob\nfor p in glob.glob('@COURSE@/submitted/*/*/*'):\n    print(open(p).read())",
        nothing_stolen,
    ),
    _act(
        "classmates' work overwritten",
        "import glob\nfor p in glob.glob('@COURSE@/submitted/*/*/*'):\n    open(p, 'w').write('')",
        untouched,
    ),
    _act("the canary overwritten", "open('@COURSE@/canary.txt', 'w').write('x')", untouched),
    _act("the canary emptied", "import os\nos.truncate('@COURSE@/canary.txt', 0)", untouched),
    _act("the canary removed", "import os\nos.remove('@COURSE@/canary.txt')", untouched),
    _act(
        "the canary linked to",
        "import os\nos.symlink('@COURSE@/canary.txt', 'l')\nprint(open('l').read())",
        nothing_stolen,
    ),
    _act(
        "the canary hard linked",
        "import os\nos.link('@COURSE@/canary.txt', 'l')\nprint(open('l').read())",
        nothing_stolen,
    ),
    _act("the environment read", "import os\nprint(dict(os.environ))", nothing_stolen),
    _act(
        "the parents' environment read",
        "import glob\nfor p in glob.glob('/proc/[0-9]*/environ'):\n"
        "    try:\n        print(open(p, 'rb').read())\n    except OSError:\n        pass",
        nothing_stolen,
    ),
    _act(
        "the parents' memory read",
        "import os\nfor p in (os.getppid(), 1):\n    print(open(f'/proc/{p}/mem', 'rb').read(10))",
        nothing_stolen,
    ),
    _act(
        "open descriptors used",
        "import os\nfor d in range(3, 256):\n    try:\n        print(os.pread(d, 10**5, 0))\n"
        "    except OSError:\n        pass",
        nothing_stolen,
    ),
    _act(
        "a call home",
        "import socket\ns = socket.create_connection(('127.0.0.1', @PORT@), 2)\ns.sendall(b'hello')",
        silent,
    ),
    _act(
        "a datagram home",
        "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "s.sendto(b'hello', ('127.0.0.1', @PORT@))",
        silent,
    ),
    _act(
        "a page loaded",
        "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:@PORT@/', timeout=2)",
        silent,
    ),
    _act(
        "a program that calls home",
        "import posix\nposix.system('echo hello > /dev/tcp/127.0.0.1/@PORT@')",
        silent,
    ),
    _act(
        "a module planted for the grader",
        "for name in ('json.py', 'numpy.py', 'sitecustomize.py'):\n"
        "    open(name, 'w').write('raise SystemExit')",
    ),
    _act(
        "the parent signalled",
        "import os, signal\nfor p in (os.getppid(), -1):\n    try:\n        os.kill(p, signal.SIGKILL)\n"
        "    except OSError as error:\n        print(error)",
    ),
    _act("a traced neighbour", "import ctypes\nprint(ctypes.CDLL(None).ptrace(16, 1, 0, 0))"),
    _act(
        "the source of the tests sought in memory",
        "import gc\nprint([o for o in gc.get_objects() if isinstance(o, str) and 'HIDDEN' in o][:5])",
        nothing_stolen,
    ),
]
