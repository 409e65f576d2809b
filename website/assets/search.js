// The search field: `/` leads to it, and all that it needs is loaded when somebody turns to it.
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
  addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key !== '/' || ctrlKey || metaKey || altKey || target.closest?.('input, select, textarea, [contenteditable]')) return;
    event.preventDefault();
    field.from = scrollY; // Escape leads back
    field.focus();
    field.select();
  });
})();
