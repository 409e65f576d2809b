// The page around JupyterLite: what is loading and how much is left, the way to a cell, work carried away and
// brought back, and what to do when Python has come to an end. JupyterLite stands in a frame and is reached
// through its own application object.
(() => {
  const main = document.querySelector('.run-page'), lab = document.getElementById('lab');
  const says = document.getElementById('says'), loaded = document.getElementById('loaded');
  const button = (id) => document.getElementById(id);
  const parts = JSON.parse(main.dataset.parts), later = JSON.parse(main.dataset.later), chapters = JSON.parse(main.dataset.chapters);
  const asked = new URLSearchParams(location.search);
  const chapter = chapters.includes(asked.get('chapter')) ? asked.get('chapter') : chapters[0];
  const cell = asked.get('cell');
  const spoken = main.dataset.languages.split(' ').includes(asked.get('lang')) ? asked.get('lang') : '';
  const folder = spoken ? `${spoken}/${chapter}` : chapter; // the chapters of another language lie in its folder
  const path = `${folder}/${chapter}.ipynb`;
  let running = false, panel = null;
  const say = (words) => { if (says.textContent !== words) says.textContent = words; };
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  document.title = `${chapter} – Backpass`;
  button('read').href = `../${folder}/${cell ? `#${cell}` : ''}`;

  // --- what is loading, and how much is left: the worker of browser/worker.js tells ----------

  const all = parts.reduce((sum, [, , size]) => sum + size, 0);
  const came = new Map();
  addEventListener('message', ({ data, origin }) => {
    if (origin !== location.origin || !data?.backpassLoaded || running) return;
    const [name, bytes] = data.backpassLoaded;
    const part = parts.find(([url]) => url.endsWith(`/${name}`));
    if (!part) return;
    came.set(name, Math.min(bytes, part[2]));
    const sum = [...came.values()].reduce((a, b) => a + b, 0);
    loaded.value = (90 * sum) / all;
    const next = parts.find(([url, , size]) => (came.get(url.split('/').pop()) ?? 0) < size);
    const left = Math.max(all - sum, 0) / 1e6;
    if (next) say(`Loading ${next[1]}: ${left.toFixed(1)} MB left of ${(all / 1e6).toFixed(0)} MB.`);
    else say('All is loaded. Python is starting.');
  });

  // --- the application in the frame ----------------------------------------------------------

  const app = () => lab.contentWindow?.jupyterapp;
  const opened = () => [...(app()?.shell?.widgets('main') ?? [])].find((w) => w.context?.path === path);
  async function open() {
    while (!app()?.restored) await wait(100);
    await app().restored; // JupyterLab then shows what was open the last time, and that may be another chapter
    await app().commands.execute('docmanager:open', { path });
    while (!(panel = opened())) await wait(100);
    app().shell.activateById(panel.id);
    await panel.context.ready;
    makeRoom();
    goTo();
    watch();
    await panel.sessionContext.ready;
    await panel.sessionContext.session.kernel.info;
    running = true;
    loaded.value = 100;
    say(READY);
    setTimeout(() => { loaded.hidden = true; }, 1500);
    setTimeout(() => later.forEach(([url]) => fetch(`../lite/${url}`, { priority: 'low' }).catch(() => {})), 5000); // for plots
    for (const id of ['restart', 'away', 'back', 'untouched']) button(id).disabled = false;
    if (cell) await setUp();
    await goTo();
  }
  /** On a small screen the notebook has the whole of it. */
  function makeRoom() {
    if (lab.clientWidth > 800) return;
    app().shell.collapseLeft();
    app().shell.mode = 'single-document';
  }
  /** Run the chapter's first cell for whoever comes to an exercise in its midst: what follows needs its imports. */
  async function setUp() {
    const at = panel.content.widgets.findIndex((each) => each.model.sharedModel.getSource().startsWith('# @title Setup'));
    if (at < 0) return;
    panel.content.activeCellIndex = at;
    await app().commands.execute('notebook:run-cell');
    ready = 'Python is ready, and the chapter’s setup has run. What you write stays in this browser.';
    say(ready);
  }
  /** Show the cell that was asked for, by the name of its exercise. What is drawn above it may push it out of sight. */
  async function goTo() {
    if (!cell) return;
    const cells = panel.content.widgets;
    const at = cells.findIndex((each) => each.model.getMetadata('nbgrader')?.grade_id === cell || each.model.id === cell);
    if (at < 0) return;
    panel.content.activeCellIndex = at;
    const { node } = cells[at], height = lab.contentWindow.innerHeight;
    for (let tries = 0; tries < 20; tries += 1) {
      panel.content.scrollToItem(at, 'start').catch(() => {}); // it may never say that it has ended
      await wait(200);
      const { top, bottom } = node.getBoundingClientRect();
      if (node.isConnected && bottom > 0 && top < height) return;
    }
  }

  // --- when Python works for long, or has come to an end -------------------------------------

  const GONE = 'Python has come to an end here, most often because of calls or objects within one another '
    + 'without end. Nothing that you wrote is lost. Press “Restart Python”, then Run → Run All Above Selected Cell.';
  const LONG = 'Python is still at work on a cell. If it does not end by itself, press Kernel → Interrupt Kernel. '
    + 'Nothing that you wrote is lost.';
  const INTERRUPTED = 'The cell is being interrupted. If it has not ended after some seconds, press “Restart Python”. '
    + 'Nothing that you wrote is lost.';
  const READY = 'Python is ready. What you write stays in this browser.';
  let ready = READY; // what is said whenever nothing runs
  let gone = false;
  const end = () => { gone = true; say(GONE); };
  function watch() {
    const session = panel.sessionContext;
    let since = 0;
    session.statusChanged.connect((_, status) => {
      since = status === 'busy' ? Date.now() : 0;
      if (status === 'idle') lab.contentWindow.dispatchEvent(new Event('backpass-at-rest')); // see browser/first.js
      if (status === 'dead') end();
      else if (running && !gone && status === 'idle') say(ready);
    });
    app().commands.commandExecuted.connect((_, { id }) => {
      const runs = since || panel.content.widgets.some((each) => each.model.executionState === 'running');
      if (!/:interrupt/.test(id) || gone || !runs) return;
      lab.contentWindow.dispatchEvent(new Event('backpass-interrupt')); // see browser/first.js
      if (since) since = Date.now();
      say(INTERRUPTED);
    });
    lab.contentWindow.addEventListener('backpass-python-ended', end); // see browser/first.js
    setInterval(() => { if (running && !gone && since && Date.now() - since > 15000) say(LONG); }, 1000);
  }
  button('restart').addEventListener('click', async () => {
    say('Python is starting again. What you wrote stays.');
    ready = READY;
    running = false;
    await panel.context.save();
    await panel.sessionContext.restartKernel();
    await panel.sessionContext.session.kernel.info;
    running = true;
    gone = false;
    say('Python is ready. Run → Run All Above Selected Cell brings everything back.');
  });

  // --- work as one file ----------------------------------------------------------------------

  function download(notebook, name) {
    const url = URL.createObjectURL(new Blob([JSON.stringify(notebook, null, 1)], { type: 'application/x-ipynb+json' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  const stamp = () => new Date().toISOString().slice(0, 16).replace(/[T:]/g, '-');
  const mine = () => panel.context.model.toJSON();
  button('away').addEventListener('click', () => {
    download(mine(), `${chapter}.ipynb`);
    say(`Your work is in ${chapter}.ipynb. “Bring it back” reads that file here or in another browser.`);
  });
  async function put(notebook) {
    panel.context.model.fromJSON(notebook);
    await panel.context.save();
  }
  button('back').addEventListener('change', async (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (!file) return;
    let notebook;
    try {
      notebook = JSON.parse(await file.text());
      if (!Array.isArray(notebook.cells)) throw new Error('no cells');
    } catch {
      say(`${file.name} is no notebook. Nothing was changed. Choose the file that “Carry my work away” saved.`);
      return;
    }
    const marks = (of) => new Set(of.cells.map((each) => each.metadata?.nbgrader?.grade_id).filter(Boolean));
    const known = marks(mine());
    if (![...marks(notebook)].some((name) => known.has(name))) {
      say(`${file.name} holds none of this chapter's exercises. Nothing was changed. Is it another chapter's?`);
      return;
    }
    await keepCopy();
    await put(notebook);
    say(`${file.name} is back. What stood here before is kept beside it, as a copy in the file browser.`);
  });
  /** What stands here now, kept in this browser under a name of its own. */
  async function keepCopy() {
    await app().serviceManager.contents.save(`${folder}/${chapter} before ${stamp()}.ipynb`, {
      type: 'notebook', format: 'json', content: mine(),
    });
  }
  button('untouched').addEventListener('click', async () => {
    const fresh = await (await fetch(`../lite/files/${path}`)).json();
    await keepCopy();
    await put(fresh);
    say('This is the untouched chapter. What you had written is kept as a copy in the file browser on the left.');
  });

  if (location.protocol === 'file:') {
    loaded.hidden = true;
    say('Browsers let no Python start from a file. Put this folder on any web server, or read the chapters here.');
    return;
  }
  lab.src = `../lite/lab/index.html?path=${encodeURIComponent(path)}`;
  open();
})();
