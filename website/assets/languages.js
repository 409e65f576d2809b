// From one language to another at the same paragraph: cells are called alike in all of them.
(() => {
  /** The paragraph at the top of the window: the cell that it stands in, and its place there. */
  const here = () => {
    for (const cell of document.querySelectorAll('.cell[id^="cell-"]')) {
      if (cell.getBoundingClientRect().bottom < 90) continue;
      const parts = [...cell.children];
      const at = parts.findIndex((part) => part.getBoundingClientRect().bottom > 90);
      return `#${cell.id}${at > 0 ? `.${at}` : ''}`;
    }
    return '';
  };
  const go = () => {
    const found = /^#(cell-.+)\.(\d+)$/.exec(decodeURIComponent(location.hash));
    const cell = found && document.getElementById(found[1]);
    if (cell) (cell.children[found[2]] ?? cell).scrollIntoView();
  };
  addEventListener('DOMContentLoaded', () => {
    for (const link of document.querySelectorAll('.languages a')) {
      const plain = link.href;
      const aim = () => { link.href = plain + (scrollY > 200 ? here() : ''); };
      for (const event of ['pointerdown', 'focus', 'click', 'keydown']) link.addEventListener(event, aim);
    }
  });
  addEventListener('load', go);
  addEventListener('hashchange', go);
})();
