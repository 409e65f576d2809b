"""Small commands do to files what the programs of their names do."""

import itertools
import random
import subprocess
import sys
from pathlib import Path

import pytest

from backpass.grading.sandbox.small_commands import done

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="compares with a shell's programs")
NAMES = ["a", "b", "full", "full/deep", "full/one.py", "empty", "two.py", "new", "new/inner"]
OPTIONS = {
    "mkdir": ["", "-p"],
    "touch": [""],
    "cp": ["", "-r"],
    "mv": [""],
    "rm": ["", "-f", "-r", "-rf"],
    "rmdir": [""],
}


def begun(folder):
    """A folder with files, a full folder and an empty one."""
    (folder / "full" / "deep").mkdir(parents=True)
    (folder / "empty").mkdir()
    for name in ("two.py", "full/one.py", "full/deep/three.py"):
        (folder / name).write_text(name)
    return folder


def tree(folder):
    """What is in a folder: each path, with the text of a file."""
    found = sorted(folder.rglob("*"))
    return [
        (p.relative_to(folder).as_posix(), p.read_text() if p.is_file() else None) for p in found
    ]


def lines(seed):
    """Lines as people write them, of all commands."""
    rng = random.Random(seed)
    for command in itertools.islice(itertools.cycle(OPTIONS), 240):
        names = rng.sample(NAMES, 2 if command in ("cp", "mv") else 1)
        if Path(names[0]) in Path(names[-1]).parents:  # cp copies a part of it, and then gives up
            continue
        yield " ".join(word for word in (command, rng.choice(OPTIONS[command]), *names) if word)


def test_they_leave_the_files_that_the_programs_leave(tmp_path, monkeypatch):
    changed = 0
    for number, line in enumerate(lines(7)):
        ours, theirs = begun(tmp_path / f"ours{number}"), begun(tmp_path / f"theirs{number}")
        monkeypatch.chdir(ours)
        assert done(line), line
        subprocess.run(line.split(), cwd=theirs, check=False, capture_output=True)
        assert tree(ours) == tree(theirs), line
        changed += tree(ours) != tree(begun(tmp_path / f"before{number}"))
    assert changed > 40


@pytest.mark.parametrize(
    "line", ["mkdir $HOME/a", "cp a b | cat", "rm -i a", "wget a", "cp a", "mv '"]
)
def test_what_is_anything_else_is_not_done(line, tmp_path, monkeypatch):
    monkeypatch.chdir(begun(tmp_path / "course"))
    before = tree(Path.cwd())
    assert not done(f"mkdir a\n{line}")
    assert tree(Path.cwd()) == before
    assert before != []


WRITTEN = [
    "cat > new.py << 'EOF'\nx = 1\n\n    y = '$x `a` \\n'\nEOF",
    'cat >> two.py <<"END"\nx = 1\nEND',
    "cat > full/new.py <<EOF\nx = 1\nEOF\nmkdir more",
    "cat << 'EOF' > new.py\n# a > b | c\nEOF",
    "cat <<EOF >> two.py\nEOF",
]


@pytest.mark.parametrize("commands", WRITTEN)
def test_a_text_is_written_as_a_shell_writes_it(commands, tmp_path, monkeypatch):
    ours, theirs = begun(tmp_path / "ours"), begun(tmp_path / "theirs")
    monkeypatch.chdir(ours)
    assert done(commands)
    subprocess.run(commands, shell=True, cwd=theirs, check=True)
    assert tree(ours) == tree(theirs)


@pytest.mark.parametrize(
    "commands",
    [
        "cat > new.py << EOF\nx = $(date)\nEOF",  # a shell would exchange it
        "cat > new.py << 'EOF'\nx = 1",  # and wait for more
        "cat > new.py << 'EOF'\nx = 1\nEOF\nsort new.py",
        "sort two.py > new.py",
        "echo $HOME > new.py",
        "echo -e 'a' > new.py",
        "touch new.py | cat",
        "touch new.py &",
        "&& touch new.py",
        "touch new.py && wget a",
        "echo 'a*' && touch 'n*' new.py",
    ],
)
def test_a_text_that_only_a_shell_can_write_is_left_alone(commands, tmp_path, monkeypatch):
    monkeypatch.chdir(begun(tmp_path / "ours"))
    assert not done(commands)
    assert not Path("new.py").exists()


#: As they stand in notebooks: several in a line, folders within a line, patterns, links, comments.
CHAINS = [
    "mkdir -p src && touch src/__init__.py",
    "mkdir -p src/ && cp two.py src/ && cd src && ln -s two.py one.py",
    "mkdir -p p/{a,b} p/c; touch p/{a,b}/__init__.py",
    "# a comment\nset -e\nmkdir a\nls -la a",
    "mkdir a 2>/dev/null; mkdir full 2>/dev/null || true && touch b",
    "rm nothing && touch a",
    "rm nothing; touch a",
    "rm nothing || true && touch a",
    "cd full && touch here && cd .. && touch there",
    "cd nowhere && touch here",
    "cp *.py full/ && rm -f *.pyc",
    "cp full/* empty",
    "rm full/*",
    "mv *.py full;",
    "echo hello   you > a && echo 'x = \"1\"; y' >> two.py && echo > empty/__init__.py",
    "cat *.py full/one.py > all.txt && cat two.py >> full/one.py",
    "ln -s two.py linked.py",
    "ln two.py same.py && rm two.py",
    "ln -s full links && cp two.py links/x.py && rm -rf links",
    "ln -s two.py full/one.py empty",
    "ln -s ../two.py full; ln -s nothing.py dangling; rm -f dangling",
    "ln -sf two.py two.py; ln -s two.py; ln -sf full/one.py two.py; ln -sf two.py two.py",
]


@pytest.mark.parametrize("commands", CHAINS)
def test_several_in_a_line_leave_what_a_shell_leaves(commands, tmp_path, monkeypatch):
    ours, theirs = begun(tmp_path / "ours"), begun(tmp_path / "theirs")
    monkeypatch.chdir(ours)
    assert done(commands)
    bash = ["bash", "-c", commands]
    subprocess.run(bash, cwd=theirs, check=False, capture_output=True)
    assert tree(ours) == tree(theirs)
    assert [p.is_symlink() for p in sorted(ours.rglob("*"))] == [
        p.is_symlink() for p in sorted(theirs.rglob("*"))
    ]


def test_what_only_shows_something_is_told_and_not_done(tmp_path, monkeypatch):
    monkeypatch.chdir(begun(tmp_path))
    assert not any(done(line) for line in ("ls", "cd full", "echo hi", "pwd; ls -la"))
