// The worker in which Python lives. It starts Python at once, while JupyterLab is still loading, and imports
// what every chapter's first cell asks for; warm.mjs hands this Python over when the kernel asks for one.
import { loadPyodide } from './pyodide.mjs';
import { memory } from './memory.mjs';
import KERNEL;

// All wheels are asked for at once, and not only when Python runs. How far it has come goes to the page around:
// bytes of wheels as they come in, all else when it is there.
const tell = (url, bytes) => postMessage({ backpassLoaded: [String(url).split('/').pop(), bytes] });
const ask = globalThis.fetch;
const counted = async (url, integrity) => {
  const response = await ask(url, { integrity });
  if (!response.ok) return response;
  let came = 0;
  const body = response.body.pipeThrough(new TransformStream({
    transform(piece, to) { came += piece.length; tell(url, came); to.enqueue(piece); },
  }));
  return new Response(await new Response(body).arrayBuffer()); // all of it, whether or not anybody reads yet
};
const early = new Map(WHEELS.map(([name, integrity]) => {
  const url = new URL(name, import.meta.url).href, coming = counted(url, integrity);
  coming.catch(() => {}); // told to whoever asks for it
  return [url, coming];
}));
globalThis.fetch = (url, ...more) => {
  const coming = early.get(new URL(url?.url ?? url, import.meta.url).href);
  if (!coming) return ask(url, ...more);
  early.delete(new URL(url?.url ?? url, import.meta.url).href);
  return coming;
};
new PerformanceObserver((seen) => {
  for (const { name } of seen.getEntries()) if (!name.endsWith('.whl')) tell(name, Infinity);
}).observe({ type: 'resource', buffered: true });

/** Python with this memory put in place. Its room must be there first, and empty. */
const restored = async (snapshot) => {
  const pyodide = await loadPyodide({
    ...OPTIONS,
    _loadSnapshot: snapshot,
    async createPyodideModule(settings) {
      const { default: create } = await import('./pyodide.asm.mjs');
      const module = await create(settings);
      while (module.HEAPU8.length < snapshot.length) module._malloc(1 << 22);
      module.HEAPU8.fill(0);
      return module;
    },
  });
  pyodide.runPython('import random; random.seed()'); // not the same numbers each time
  return pyodide;
};
const started = async () => {
  if (!SNAPSHOT || navigator.connection?.saveData) return loadPyodide(OPTIONS);
  const told = { ask, tell: (bytes) => tell(SNAPSHOT, bytes) };
  const snapshot = await memory(new URL(SNAPSHOT, import.meta.url), told);
  if (!snapshot) return loadPyodide(OPTIONS);
  try {
    return await restored(snapshot);
  } catch (problem) {
    console.warn(`Python starts by itself: ${problem}`);
    return loadPyodide(OPTIONS);
  }
};

// While a cell runs, no message comes in here. Python asks now and then whether it is to stop, and finds that out by
// addresses: first.js takes the first one back when somebody interrupts. It asks only while code runs that may be
// stopped (startup/interrupts.py); who interrupts before that is heard as soon as it begins.
const EACH = 300; // milliseconds
let addresses = [], asked = 0, stops = false;
addEventListener('message', ({ data }) => {
  if (data?.backpassGoOn) [addresses, stops] = [data.backpassGoOn, false];
});
globalThis.backpassMayStop = false;
const isThere = (address) => {
  const request = new XMLHttpRequest();
  request.open('GET', address, false);
  try {
    request.send();
    return true;
  } catch {
    return false;
  }
};
const signal = () => {
  if (!globalThis.backpassMayStop) return 0;
  if (!stops && performance.now() - asked >= EACH) {
    asked = performance.now();
    while (addresses.length && !isThere(addresses[0])) { // whoever presses twice at once stops one cell, not two
      addresses.shift();
      stops = true; // until Python says that it has heard it
    }
  }
  return stops ? 2 : 0; // SIGINT
};

globalThis.backpassPython = (async () => {
  const pyodide = await started();
  pyodide.setInterruptBuffer({ get 0() { return signal(); }, set 0(_) { stops = false; } });
  await pyodide.runPythonAsync('import pyodide_kernel');
  await pyodide.runPythonAsync(FIRST);
  return pyodide;
})();
globalThis.backpassPython.catch(() => {}); // told to whoever asks for it
