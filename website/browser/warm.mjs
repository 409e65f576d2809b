// Where JupyterLite's kernel asks for Pyodide: it gets the one that its worker has started already.
import * as own from './pyodide.mjs';

export async function loadPyodide(options) {
  if (!globalThis.backpassPython) return own.loadPyodide(options);
  const pyodide = await globalThis.backpassPython;
  pyodide.setStdout({ batched: options.stdout });
  pyodide.setStderr({ batched: options.stderr });
  return pyodide;
}
