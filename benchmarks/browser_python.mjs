// The browser's Python in Node: it calls functions and prints what came of each, one JSON line a call.
// Usage: node browser_python.mjs PYODIDE COURSE < CALLS; a line of CALLS is JSON: [module, function, arguments].
// The students' half of the package is the one that the site serves, all else is the course's own.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [pyodides, course] = process.argv.slice(2);
const folder = `${path.resolve(pyodides)}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const { packages } = JSON.parse(readFileSync(`${folder}pyodide-lock.json`, 'utf8'));
const pyodide = await loadPyodide({ indexURL: folder });
const late = ['matplotlib', 'contourpy', 'kiwisolver', 'pillow']; // no check draws
await pyodide.loadPackage(Object.keys(packages).filter((name) => !late.includes(name)), {
  messageCallback() {}, errorCallback(words) { process.stderr.write(`${words}\n`); },
});
pyodide.FS.mkdir('/course');
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: path.resolve(course) }, '/course');
const call = await pyodide.runPythonAsync(`
import importlib, json, sys, traceback
import pyodide_kernel  # runs what is in website/browser/startup, as in a page
import backpass
sys.dont_write_bytecode = True  # the course's folders are not ours
sys.path += ["/course", "/course/tests"]
backpass.__path__.append("/course/backpass")

def call(line):
    module, function, arguments = json.loads(line)
    try:
        came = {"value": getattr(importlib.import_module(module), function)(*arguments)}
    except Exception:
        came = {"raised": traceback.format_exc()}
    return json.dumps(came)
call
`);
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  try {
    process.stdout.write(`${call(line)}\n`);
  } catch (problem) {
    process.stdout.write(`${JSON.stringify({ ended: String(problem.message).slice(-300) })}\n`);
    process.exit(3);
  }
}
process.exit(0);
