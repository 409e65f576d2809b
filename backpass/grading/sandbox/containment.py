"""Contain this process: no network, no foreign files, no new processes, limited resources.

Made of what the kernel offers to everybody: Landlock for files, seccomp for system calls, resource
limits, and namespaces in addition where they are allowed. Applied to a freshly forked process with
a single thread, before it sees a line of a student's code; none of it can be taken off again.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
import socket
import struct
import sys
import sysconfig
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from backpass.grading.sandbox.importable import site_folders

REQUIRED = ("files", "system calls", "limits")

#: What a protection ends in where it cannot be had.
_CANNOT_BE_HAD = (OSError, ImportError, RuntimeError, ValueError, AttributeError)
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 24, 38, 47
_CLONE_NEW = {"user": 0x1000_0000, "net": 0x4000_0000, "ipc": 0x0800_0000, "uts": 0x0400_0000}
_CLONE_NEW_OTHERS = (0x0002_0000, 0x2000_0000, 0x0200_0000)  # mount, pid, cgroup
_CLONE_THREAD = 0x0001_0000


class Uncontained(RuntimeError):
    """A required protection cannot be had here; the message says which, and the way out."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes:
        cpu: Processor time, in seconds.
        memory: Address space, in bytes.
        file: Size of a file, in bytes.
        open_files: Open files and sockets.
        threads: Threads beyond those that the user already runs; no limit for root.
    """

    cpu: int = 60
    memory: int = 3 * 2**30
    file: int = 16 * 2**20
    open_files: int = 128
    threads: int = 64


@dataclass(frozen=True)
class Policy:
    """What a contained process may reach.

    Attributes:
        scratch: The one folder that it may write to; None for nowhere.
        readable: Files and folders that it may read besides the runtime.
        limits: What it may use.
        skip: Protections to leave out, for rehearsing what they are good for; never in grading.
        inherited: Protections that the process was forked with, and what is said of them.
        tasks: Threads that the user ran when somebody counted them, for a process that cannot.
        runtime: Files and folders that are the runtime; those of :func:`runtime` when None.
        listed: Folders whose names it may read, with those below, and nothing else of them.
    """

    scratch: str | None
    readable: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    skip: tuple[str, ...] = ()
    inherited: dict[str, str] = field(default_factory=dict)
    tasks: int | None = None
    runtime: tuple[str, ...] | None = None
    listed: tuple[str, ...] = ()


def make_ready() -> dict[str, str]:
    """Do once, in a process that will fork contained ones, what would cost each of them time.

    Namespaces are entered here, for all children: making a network takes the kernel two
    milliseconds, and removing it as long. What else can be worked out beforehand is remembered.

    Returns:
        The protections that every child inherits, for :class:`Policy`.
    """
    roughly()
    for work_out in (_rights, _filter_program):
        with contextlib.suppress(*_CANNOT_BE_HAD):  # each child will say so
            work_out()
    if not _is_possible(_enter_namespaces):
        return {}
    return {"namespaces": _enter_namespaces()}


def _is_possible(step: Callable[[], object]) -> bool:
    """Whether a step succeeds, tried in a child: half a step would spoil this process."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            step()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def contain(policy: Policy, only: Sequence[str] | None = None) -> dict[str, str]:
    """Shut the calling process in; call it in a fresh process with one thread.

    Args:
        policy: What stays within reach.
        only: The protections to put up here, all by default. A process that will fork others can
            put up some for them all, which then are ``inherited``.

    Returns:
        For each protection what became of it, e.g. ``{"files": "Landlock, version 7"}``; a text
        that begins with ``no:`` means that it could not be had.
    """
    got: dict[str, str] = {}
    with contextlib.suppress(*_CANNOT_BE_HAD):
        _filter_program()  # looks for its library while files are within reach
    steps: list[tuple[str, Callable[[Policy], str]]] = [
        ("privileges", _drop_privileges),
        ("namespaces", lambda _: _enter_namespaces()),
        ("limits", _set_limits),  # before the files: it counts a user's threads in /proc
        ("files", _restrict_files),
        ("system calls", _filter_system_calls),
    ]
    for name, step in steps:
        if only is not None and name not in only:
            continue
        if name in policy.skip:
            got[name] = "no: left out on request"
            continue
        if name in policy.inherited:
            got[name] = policy.inherited[name]
            continue
        try:
            got[name] = step(policy)
        except _CANNOT_BE_HAD as error:
            got[name] = f"no: {error}"
    return got


def missing(got: dict[str, str]) -> list[str]:
    """The required protections that could not be had."""
    return [name for name in REQUIRED if got.get(name, "no:").startswith("no:")]


def refuse(got: dict[str, str]) -> Uncontained:
    """The error that says what is missing here and how to go on."""
    lines = [f"  {name}: {got.get(name, 'no: not tried')[4:]}" for name in missing(got)]
    return Uncontained(
        "Students' code cannot be contained on this machine, so nothing was graded.\n"
        + "\n".join(lines)
        + "\nGrade on Linux 5.13 or newer with libseccomp (Debian: libseccomp2), in a container or "
        "a virtual machine if need be; `backpass doctor` shows what works. Whoever trusts every "
        "submission can pass --allow-uncontained, and the report will say so."
    )


# --- the steps -----------------------------------------------------------------------------------


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def die_with_parent(parent: int | None = None) -> None:
    """Have the system end this process when the thread that made it ends, however that is.

    Args:
        parent: The process that made it, which may be gone already.
    """
    if sys.platform == "linux":
        _check(_libc().prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "die with the parent")
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def _drop_privileges(_: Policy) -> str:
    """No way to gain rights, die with the parent, no files for others."""
    if sys.platform != "linux":
        raise OSError(errno.ENOSYS, "only Linux has what is needed")
    libc = _libc()
    os.umask(0o077)
    die_with_parent()
    _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    return "no way to gain any"


def _enter_namespaces() -> str:
    """A network, a host name and shared memory of one's own, where the kernel lets us."""
    libc, user, group = _libc(), os.geteuid(), os.getegid()
    flags = sum(_CLONE_NEW.values())
    _check(libc.unshare(flags), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    _drop_capabilities(libc)
    return ", ".join(_CLONE_NEW)


def _drop_capabilities(libc: ctypes.CDLL) -> None:
    for capability in range(64):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    libc.prctl(_PR_CAP_AMBIENT, 4, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(0x2008_0522, 0)
    nothing = (ctypes.c_uint32 * 6)(*[0] * 6)
    _check(libc.capset(header, nothing), "drop capabilities")


#: Small files and tables that Python and its libraries read.
_TABLES = (
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf", "/etc/mime.types"),
    *("/etc/fonts", "/etc/alternatives", "/etc/matplotlibrc"),
    *("/dev/urandom", "/dev/random", "/dev/zero", "/dev/null"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems"),
    *("/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu"),
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/usr/share/zoneinfo"),
    *("/usr/share/locale", "/usr/lib/locale"),
)


@cache
def system() -> tuple[str, ...]:
    """What any Python process has to read: the interpreter, shared libraries, fonts, a few tables.

    Never a home folder, a course, or another process; and no installed package.
    """
    standard = {Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib")}
    places = [Path(place) for place in ("/lib", "/lib64", "/usr/lib", "/usr/lib64")]
    places += [Path(prefix) / "lib" for prefix in (sys.base_prefix, sys.base_exec_prefix)]
    places += [Path("/usr/local/lib")]
    found = {Path(path).resolve() for path in _TABLES if Path(path).exists()}
    for folder in standard:
        # Debian keeps one of its files among the settings of the machine, and leads there
        found |= {path.resolve() for path in _inside(folder) if path.name not in _PACKAGES}
    for folder in {place.resolve() for place in places if place.is_dir()} - standard:
        found |= {path.resolve() for path in _inside(folder) if _is_library(path)}
    return _outermost(found)


_PACKAGES = ("site-packages", "dist-packages")
#: Folders of tables that the C library and OpenSSL read.
_OF_LIBRARIES = frozenset({"gconv", "locale", "ssl"})


def _is_library(path: Path) -> bool:
    """Whether an entry of a system's folder is a shared library, or a folder of such."""
    if not path.is_dir():
        return ".so" in path.name
    if path.name.startswith(("python", *_PACKAGES, "node_modules")):
        return False
    if path.name in _OF_LIBRARIES or "-linux-" in path.name:
        return True
    return any(".so" in one.name for one in _inside(path))


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _outermost(paths: Iterable[Path]) -> tuple[str, ...]:
    there = set(paths)
    return tuple(sorted(str(path) for path in there if there.isdisjoint(path.parents)))


@cache
def runtime() -> tuple[str, ...]:
    """What a process of the grader's own reads: :func:`system`, the package, all libraries."""
    own = Path(__file__).resolve().parents[2]  # not the folder above: that is the course
    return _outermost([*map(Path, system()), own, *site_folders()])


@cache
def roughly() -> tuple[str, ...]:
    """A short list around :func:`runtime`, for a process in which a longer one holds already."""
    own = Path(__file__).resolve().parents[2]
    interpreter = [Path(prefix) / "lib" for prefix in {sys.prefix, sys.base_prefix}]
    wanted = [*map(Path, ("/usr", "/lib", "/lib64", *_TABLES)), own, *site_folders(), *interpreter]
    return _outermost(path.resolve() for path in wanted if path.exists())


class _Rights(NamedTuple):
    """What Landlock can grant, in the sets that are used here."""

    version: int
    everything: Any
    read: Any
    read_file: Any
    own: Any


@cache
def _rights() -> _Rights:
    """Worked out once: Python takes a millisecond for it."""
    from landlock import FSAccess, landlock_abi_version  # noqa: PLC0415 - Linux only

    ctypes.set_errno(0)  # the binding takes an old error of someone else's for its own
    everything = FSAccess.all()
    read_file = FSAccess.READ_FILE | FSAccess.EXECUTE
    devices = FSAccess.MAKE_CHAR | FSAccess.MAKE_BLOCK | FSAccess.MAKE_SOCK | FSAccess.MAKE_FIFO
    return _Rights(
        int(landlock_abi_version()),
        everything,
        read_file | FSAccess.READ_DIR,
        read_file,
        everything & ~devices & ~FSAccess.EXECUTE,
    )


def _restrict_files(policy: Policy) -> str:
    from landlock import FSAccess, Ruleset  # noqa: PLC0415 - Linux only

    rights = _rights()
    ctypes.set_errno(0)
    rules = Ruleset(rights.everything)
    for path in [*(runtime() if policy.runtime is None else policy.runtime), *policy.readable]:
        rules.allow(path, rules=rights.read if os.path.isdir(path) else rights.read_file)  # noqa: PTH112 - quick
    for path in policy.listed:
        rules.allow(path, rules=FSAccess.READ_DIR)
    rules.allow("/dev/null", rules=FSAccess.READ_FILE | FSAccess.WRITE_FILE)
    if policy.scratch is not None:
        rules.allow(policy.scratch, rules=rights.own)
    rules.apply()
    os.close(rules._fd)  # the binding leaves it open, and it would be in the student's hands
    return f"Landlock, version {rights.version}"


def _set_limits(policy: Policy) -> str:
    limits = policy.limits
    wanted = {
        resource.RLIMIT_CPU: (limits.cpu, limits.cpu + 2),
        resource.RLIMIT_AS: (limits.memory, limits.memory),
        resource.RLIMIT_FSIZE: (limits.file, limits.file),
        resource.RLIMIT_NOFILE: (limits.open_files, limits.open_files),
        resource.RLIMIT_NPROC: (limits.threads, limits.threads),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
        resource.RLIMIT_MSGQUEUE: (0, 0),
    }
    if os.geteuid() != 0:
        tasks = tasks_of_user() if policy.tasks is None else policy.tasks
        wanted[resource.RLIMIT_NPROC] = (tasks + limits.threads,) * 2
    for what, (soft, hard) in wanted.items():
        ceiling = resource.getrlimit(what)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)  # noqa: PLW2901
        resource.setrlimit(what, (soft, hard))
    return f"{limits.cpu} s, {limits.memory / 2**30:g} GB"


def tasks_of_user() -> int:
    """How many threads the user runs now: the limit on them counts all of a user's."""
    me, count = os.getuid(), 0
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and entry.stat().st_uid == me:
                count += sum(1 for _ in (entry / "task").iterdir())
    return count


# --- system calls --------------------------------------------------------------------------------

#: Never needed by Python code that calculates, each a way out or a way to do harm.
_DENIED = (
    "ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal "
    "add_key request_key keyctl bpf perf_event_open userfaultfd memfd_create memfd_secret "
    "io_uring_setup io_uring_enter io_uring_register mount umount2 pivot_root chroot unshare setns "
    "open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr swapon swapoff reboot "
    "kexec_load kexec_file_load init_module finit_module delete_module settimeofday clock_settime "
    "clock_adjtime adjtimex acct quotactl quotactl_fd nfsservctl open_by_handle_at "
    "name_to_handle_at personality sethostname setdomainname syslog vhangup "
    "msgget msgsnd msgrcv msgctl semget semop semctl shmget shmat shmctl mq_open mq_unlink "
    "inotify_add_watch inotify_init inotify_init1 fanotify_init fanotify_mark "
    "fork vfork execve execveat tkill rt_sigqueueinfo rt_tgsigqueueinfo setpgid setsid "
    "sched_setaffinity sched_setscheduler sched_setparam sched_setattr setpriority ioprio_set "
    "setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset "
    "socket connect bind listen accept accept4 sendmmsg recvmmsg truncate mknod mknodat "
    "chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr lremovexattr "
    "fremovexattr landlock_create_ruleset landlock_add_rule landlock_restrict_self"
).split()
#: Libraries call these on files of their own and only care that they return; they do nothing here.
_SILENT = "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat".split()


#: Stands in the program for the number of the process that it is for; no process has this one.
_SOMEBODY = 0x7FFF_FFFE
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_INSTRUCTION = struct.Struct("HBBI")  # struct sock_filter of linux/filter.h: code, jt, jf, k
_OPERAND = struct.Struct("I")  # its k


class _Program(ctypes.Structure):
    """``struct sock_fprog`` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _filter_system_calls(_: Policy) -> str:
    general, own = _filter_program()
    code = bytearray(general)
    for at in own:
        _OPERAND.pack_into(code, at, os.getpid())
    libc, program = _libc(), _Program(len(code) // _INSTRUCTION.size, bytes(code))
    _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    loaded = libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    _check(loaded, "seccomp")
    return f"seccomp, {len(_DENIED)} refused"


@cache
def _filter_program() -> tuple[bytes, list[int]]:
    """The filter as the kernel takes it, and where in it each process puts its own number.

    libseccomp needs milliseconds to make it, so it is made once and loaded by each process.
    """
    import pyseccomp as seccomp  # noqa: PLC0415 - Linux only

    rules = seccomp.SyscallFilter(seccomp.ALLOW)
    # 32-bit and x32 calls have other numbers: whoever makes one is looking for a way round
    rules.set_attr(seccomp.Attr.ACT_BADARCH, getattr(seccomp, "KILL_PROCESS", seccomp.KILL))
    for name in _known(seccomp, _DENIED):
        rules.add_rule(seccomp.ERRNO(errno.EPERM), name)
    for name in _known(seccomp, _SILENT):
        rules.add_rule(seccomp.ERRNO(0), name)
    _filter_processes(rules, seccomp)
    _filter_limits(rules, seccomp)
    with os.fdopen(os.memfd_create("filter"), "r+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        program = file.read()
    instructions = enumerate(_INSTRUCTION.iter_unpack(program), start=1)
    ends = [_INSTRUCTION.size * n for n, (_, _, _, k) in instructions if k == _SOMEBODY]
    if not ends:
        raise RuntimeError("this libseccomp writes a filter that names no process")
    return program, [end - _OPERAND.size for end in ends]


def _known(seccomp: object, names: Sequence[str]) -> list[str]:
    """Those that this version of libseccomp has heard of; a kernel that new ones need is newer."""
    resolve = seccomp.resolve_syscall  # type: ignore[attr-defined]
    arch = seccomp.Arch.NATIVE  # type: ignore[attr-defined]
    return [name for name in names if resolve(arch, name) != -1]


def _filter_processes(rules: object, seccomp: object) -> None:
    """Threads yes, processes no; signals to oneself alone; no sockets but connected pairs."""
    s, add = seccomp, rules.add_rule  # type: ignore[attr-defined]
    add(s.ERRNO(errno.ENOSYS), "clone3")  # type: ignore[attr-defined]
    thread = s.Arg(0, s.MASKED_EQ, _CLONE_THREAD, 0)  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EPERM), "clone", thread)  # type: ignore[attr-defined]
    for flag in (*_CLONE_NEW.values(), *_CLONE_NEW_OTHERS):
        fresh = s.Arg(0, s.MASKED_EQ, flag, flag)  # type: ignore[attr-defined]
        add(s.ERRNO(errno.EPERM), "clone", fresh)  # type: ignore[attr-defined]
    for name in ("kill", "tgkill"):
        add(s.ERRNO(errno.EPERM), name, s.Arg(0, s.NE, _SOMEBODY))  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EACCES), "sendto", s.Arg(4, s.NE, 0))  # type: ignore[attr-defined]
    datagram = s.Arg(1, s.MASKED_EQ, 0xF, socket.SOCK_DGRAM)  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EACCES), "socketpair", datagram)  # type: ignore[attr-defined]


def _filter_limits(rules: object, seccomp: object) -> None:
    """Limits are read and not changed; no typing into a terminal; we die with the parent."""
    s, add = seccomp, rules.add_rule  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EPERM), "prlimit64", s.Arg(2, s.NE, 0))  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EPERM), "setrlimit")  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EPERM), "ioctl", s.Arg(1, s.EQ, 0x5412))  # type: ignore[attr-defined]
    pdeathsig = s.Arg(0, s.EQ, _PR_SET_PDEATHSIG)  # type: ignore[attr-defined]
    add(s.ERRNO(errno.EPERM), "prctl", pdeathsig)  # type: ignore[attr-defined]
