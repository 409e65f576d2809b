// The search field: `/` leads to it, where a reader has not switched that off, and all that it needs is
// loaded when somebody turns to it.
(() => {
  const field = document.querySelector('.search input'), says = document.querySelector('.search p');
  const finder = new URL('find.js', document.currentScript.src).href;
  const load = (src) => new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }));
  });
  let begun = false;
  const begin = async () => {
    if (begun) return;
    begun = true;
    try {
      await load(`${field.dataset.top}search.js`);
      await load(finder);
      says.className = 'unseen';
    } catch {
      begun = false; // the next time that somebody turns to it
      says.className = '';
      says.textContent = field.dataset.failed;
    }
  };
  field.addEventListener('focus', begin);
  if (document.activeElement === field) begin();

  // Whoever speaks to the machine, or strikes keys by accident, can do without a key that acts by itself.
  const button = document.querySelector('.search .key'), KEPT = 'backpass-search-key';
  const show = (isOn) => {
    button.ariaPressed = String(isOn);
    if (isOn) field.setAttribute('aria-keyshortcuts', '/');
    else field.removeAttribute('aria-keyshortcuts');
  };
  try {
    show(localStorage.getItem(KEPT) !== 'off');
  } catch {
    show(true); // a browser that keeps nothing
  }
  button.addEventListener('click', () => {
    const isOn = button.ariaPressed !== 'true';
    show(isOn);
    try {
      localStorage.setItem(KEPT, isOn ? 'on' : 'off');
    } catch {
      // then it lasts as long as the page
    }
  });
  /** Without a button that switches it off, as on a telephone, there is no such key either. */
  const isOn = () => button.ariaPressed === 'true' && button.getClientRects().length > 0;
  addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (!isOn() || key !== '/' || ctrlKey || metaKey || altKey || target.closest?.('input, select, textarea, [contenteditable]')) return;
    event.preventDefault();
    field.from = scrollY; // Escape leads back
    field.focus();
    field.select();
  });
})();
