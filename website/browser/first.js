// The first thing on JupyterLab's own page: start Python's worker now, and give it to the kernel that asks for
// one. When Python has come to an end, the page around is told. Whoever interrupts takes an address back that
// the worker tries while a cell runs: no message would reach it then.
(() => {
  const Other = Worker;
  const begin = () => {
    const worker = new Other(new URL('WORKER', document.baseURI), { type: 'module' });
    worker.addEventListener('message', ({ data }) => {
      if (data?.backpassLoaded) parent.postMessage(data, location.origin);
      if (data?._logMessage?.level === 'critical' && /fatal error|has exited/.test(data._logMessage.data)) {
        dispatchEvent(new Event('backpass-python-ended'));
      }
    });
    let address = '';
    const mayGoOn = () => {
      URL.revokeObjectURL(address);
      address = URL.createObjectURL(new Blob(['go on']));
      worker.postMessage({ backpassGoOn: address });
    };
    mayGoOn();
    addEventListener('backpass-interrupt', mayGoOn);
    return worker;
  };
  let ready = begin();
  window.Worker = class extends Other {
    constructor(url, options) {
      if (!/\/comlink\.worker\.[^/]*$/.test(String(url))) { super(url, options); return; }
      const worker = ready ?? begin();
      ready = null;
      return worker;
    }
  };
})();
