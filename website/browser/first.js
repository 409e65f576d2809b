// The first thing on JupyterLab's own page: start Python's worker now, and give it to the kernel that asks for
// one. When Python has come to an end, the page around is told. Whoever interrupts takes an address back that
// the worker tries while a cell runs: no message would reach it then. It has several of them, since a cell may be
// interrupted more than once, and gets new ones when no cell runs any more.
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
    const addresses = [];
    const renew = () => {
      while (addresses.length < 9) addresses.push(URL.createObjectURL(new Blob(['go on'])));
      worker.postMessage({ backpassGoOn: addresses });
    };
    renew();
    addEventListener('backpass-interrupt', () => URL.revokeObjectURL(addresses.shift()));
    addEventListener('backpass-at-rest', renew);
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
