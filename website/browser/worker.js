// The worker in which Python lives. It starts Python at once, while JupyterLab is still loading, and imports
// what every chapter's first cell asks for; warm.mjs hands this Python over when the kernel asks for one.
import { loadPyodide } from './pyodide.mjs';
import KERNEL;

globalThis.backpassPython = (async () => {
  const pyodide = await loadPyodide(OPTIONS);
  await pyodide.runPythonAsync('import pyodide_kernel');
  await pyodide.runPythonAsync(FIRST);
  return pyodide;
})();
globalThis.backpassPython.catch(() => {}); // told to whoever asks for it
