// Starts Python in Node, imports what a chapter's start imports, and writes its memory to a file: a browser that
// puts this memory in place has a Python that stands where this one stood.
// node snapshot.mjs FOLDER OUT OPTIONS: the folder with Pyodide and its wheels, and as JSON the packages, the code
// that is run first, and the packages that stay out, since they hold objects of JavaScript or compiled code.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, out, options] = process.argv.slice(2);
const { packages, first, without } = JSON.parse(options);
const { loadPyodide } = await import(pathToFileURL(resolve(folder, 'pyodide.mjs')));
const indexURL = `${resolve(folder)}/`;
const quiet = { messageCallback() {} };

// Once as a browser would: which modules are there at the end, in the order in which they came?
const whole = await loadPyodide({ indexURL });
await whole.loadPackage(packages, quiet);
await whole.runPythonAsync(first);
const names = JSON.parse(whole.runPython('import json, sys\njson.dumps(list(sys.modules))'))
  .filter((name) => name !== '__main__' && !without.includes(name.split('.')[0]));

// Once more, with only these. Pyodide's own way of loading packages leaves objects of JavaScript behind, so the
// wheels are unpacked by Python.
const python = await loadPyodide({ indexURL, _makeSnapshot: true });
const lock = JSON.parse(readFileSync(resolve(folder, 'pyodide-lock.json'), 'utf8')).packages;
const waiting = [...packages], wheels = new Set();
while (waiting.length) {
  const name = waiting.pop(), entry = lock[name];
  if (wheels.has(entry.file_name)) continue;
  waiting.push(...entry.depends);
  wheels.add(entry.file_name);
  if (entry.imports.some((each) => without.includes(each))) continue;
  python.FS.writeFile('/tmp/wheel', readFileSync(resolve(folder, entry.file_name)));
  python.runPython(`
import site, zipfile
with zipfile.ZipFile('/tmp/wheel') as wheel:
    wheel.extractall(site.getsitepackages()[0])
del wheel
`);
}
python.FS.unlink('/tmp/wheel');
python.runPython(`
import gc, importlib
for name in ${JSON.stringify(names)}:
    try:
        importlib.import_module(name)
    except ImportError:  # it is made by another one, or belongs to what stays out
        pass
del name
gc.collect()
`);
writeFileSync(out, python.makeMemorySnapshot());
