// The worker in which Python lives. It starts Python at once, while JupyterLab is still loading, and imports
// what every chapter's first cell asks for; warm.mjs hands this Python over when the kernel asks for one.
import { loadPyodide } from './pyodide.mjs';
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

globalThis.backpassPython = (async () => {
  const pyodide = await loadPyodide(OPTIONS);
  await pyodide.runPythonAsync('import pyodide_kernel');
  await pyodide.runPythonAsync(FIRST);
  return pyodide;
})();
globalThis.backpassPython.catch(() => {}); // told to whoever asks for it
