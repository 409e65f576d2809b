// The browser's Python in Node: it checks answers to exercises and prints what came, one JSON line each.
// Usage: node browser_python.mjs PYODIDE COURSE MOST ANSWER… (an answer is "exercise:number")
import { pathToFileURL } from 'node:url';
import path from 'node:path';

const [pyodides, course, most, ...wanted] = process.argv.slice(2);
const folder = `${path.resolve(pyodides)}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const lock = await import(pathToFileURL(`${folder}pyodide-lock.json`).href, { with: { type: 'json' } });
const late = ['matplotlib', 'contourpy', 'kiwisolver', 'pillow'];
const pyodide = await loadPyodide({ indexURL: folder });
await pyodide.loadPackage(Object.keys(lock.default.packages).filter((name) => !late.includes(name)), {
  messageCallback() {}, errorCallback(words) { process.stderr.write(`${words}\n`); },
});
pyodide.FS.mkdir('/course');
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: path.resolve(course) }, '/course');
pyodide.globals.set('most', Number(most));
await pyodide.runPythonAsync(`
import sys
out = sys.stdout
import pyodide_kernel  # runs what is in website/browser/startup, as in a page
sys.path.insert(0, "/course")
import json
from benchmarks.browser_python import answers, came
found = {}
def one(name, number):
    if name not in found:
        found[name] = answers(name, most)
    what, answer = found[name][number]
    return json.dumps([name, number, what, came(name, answer)])
`);
for (const each of wanted) {
  const [name, number] = each.split(':');
  process.stdout.write(`begins ${each}\n`);
  try {
    process.stdout.write(`${pyodide.globals.get('one')(name, Number(number))}\n`);
  } catch (problem) {
    process.stdout.write(`ended ${each} ${String(problem.message).slice(-300).replace(/\n/g, ' / ')}\n`);
    process.exit(3);
  }
}
process.exit(0);
