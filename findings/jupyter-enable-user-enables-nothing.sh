#!/usr/bin/env bash
# `jupyter server extension enable --user` of an installed extension enables nothing, with exit status 0.
#
# What one would expect: nbgrader's guide for a shared server takes the formgrader from everybody with
#   `disable --sys-prefix` (or --system) and gives it back to the instructor with `enable --user`. The
#   second command writes to the instructor's own settings, which go before the server's.
# What happens: `enable --user` looks for the extension in the user's settings alone, where no fresh
#   user has it. It says "could not be found. Are you sure the extension is installed?", writes no
#   file, and ends with exit status 0. The same file written by hand works. `disable --user` of an
#   extension that is on for everybody fails in the same way, with status 0, and leaves it on.
# What it means for a course: instructors find no formgrader, and the script that set up their accounts
#   reports success. Write the file instead of calling the command, and ask the server afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 jupyter_server==2.21.1 jupyter_core==5.9.1
mkdir home
export HOME="$work/home" PYTHONWARNINGS=ignore
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|jupyter_server|jupyter_core) '

name=nbgrader.server_extensions.formgrader
cat >state.py <<'PY'
import sys

from jupyter_server.serverapp import ServerApp

app = ServerApp(log_level=50)
app.initialize(argv=[], find_extensions=True, new_httpserver=False)
print("enabled" if app.extension_manager.extensions[sys.argv[1]].enabled else "disabled")
PY
state() {  # what a server that is started now makes of it
    python state.py "$name" 2>/dev/null | tail -n 1
}
try() {
    set +e
    jupyter server extension "$1" "$2" "$name" >out.txt 2>&1
    echo "$1 $2: exit status $?, $(grep -oE 'could not be found|successfully (enabled|disabled)' out.txt | head -1)"
    set -e
}
file="$HOME/.jupyter/jupyter_server_config.json"
{
    echo "as installed: $(state)"
    try disable --sys-prefix
    echo "then: $(state)"
    try enable --user
    echo "files of the user's: $(find "$HOME" -name 'jupyter_server_config*' | wc -l)"
    echo "then: $(state)"
    mkdir -p "$HOME/.jupyter"
    echo "{\"ServerApp\": {\"jpserver_extensions\": {\"$name\": true}}}" >"$file"
    echo "with the user's file written by hand: $(state)"
    rm -r "$HOME/.jupyter"
    try enable --sys-prefix
    try disable --user
    echo "then: $(state)"
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
as installed: enabled
disable --sys-prefix: exit status 0, successfully disabled
then: disabled
enable --user: exit status 0, could not be found
files of the user's: 0
then: disabled
with the user's file written by hand: enabled
enable --sys-prefix: exit status 0, successfully enabled
disable --user: exit status 0, could not be found
then: enabled
RECORDED
echo "As recorded."
