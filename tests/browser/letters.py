"""What a page shows, measured where the letters really stand: in Chromium, with real fonts.

Boxes are those of letters, from their baseline up to a capital's height, and not those of lines.
"""

from playwright.sync_api import Page

#: In each picture and at each step of its film: texts that meet, that leave the picture, and that
#: stand over the edge of a box. What a bubble covers for one step, it is meant to cover.
_FAULTS = r"""
() => {
  const found = new Set();  // checkVisibility() says yes to a text in a group that is not displayed
  const shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden';
  let looked = 0;
  for (const svg of document.querySelectorAll('svg.bp-svg')) {
    const name = svg.closest('[data-name]')?.dataset.name, view = svg.viewBox.baseVal;
    const back = svg.getScreenCTM().inverse();
    const placed = (e, left, top, right, bottom) => {
      const there = e.getScreenCTM();
      const at = (x, y) => new DOMPoint(x, y).matrixTransform(there).matrixTransform(back);
      const a = at(left, top), b = at(right, bottom);
      return {left: a.x, top: a.y, right: b.x, bottom: b.y};
    };
    const letters = text => {
      const box = text.getBBox(), size = parseFloat(getComputedStyle(text).fontSize);
      const line = text.getStartPositionOfChar(0).y;
      return placed(text, box.x, line - .74 * size, box.x + box.width, line + .13 * size);
    };
    const sides = e => {
      const b = e.getBBox();
      return placed(e, b.x, b.y, b.x + b.width, b.y + b.height);
    };
    const common = (a, b) => ({
      left: Math.max(a.left, b.left), right: Math.min(a.right, b.right),
      top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom)});
    const real = box => box.right - box.left > 1.5 && box.bottom - box.top > 1.5;
    const within = (a, b) => a.left >= b.left - 1.6 && a.right <= b.right + 1.6
      && a.top >= b.top - 1.6 && a.bottom <= b.bottom + 1.6;
    const later = (a, b) => Boolean(a.compareDocumentPosition(b) & 4);
    for (let step = +(svg.dataset.steps || 0); step >= 0; step--) {
      for (const e of svg.querySelectorAll('[data-from]'))
        e.style.visibility = +e.dataset.from <= step ? 'visible' : 'hidden';
      for (const e of svg.querySelectorAll('[data-at]'))
        e.style.display = +e.dataset.at === step ? 'inline' : 'none';
      const texts = [...svg.querySelectorAll('text')]
        .filter(t => shown(t) && t.textContent.trim()).map(t => [t, letters(t)]);
      const boxes = [...svg.querySelectorAll('rect')].filter(shown).map(r => [r, sides(r)]);
      const opaque = boxes.filter(([r]) => r.matches('.bp-bubble,.bp-chip'));
      const covered = (below, above, where) => opaque.some(([r, box]) =>
        later(below, r) && (later(r, above)) && within(where, box));
      const say = (what, text) => found.add(`${name}: “${text.textContent}” ${what}`);
      texts.forEach(([text, box], i) => {
        looked++;
        if (!within(box, {left: view.x, top: view.y, right: view.x + view.width,
                          bottom: view.y + view.height})) say('leaves the picture', text);
        for (const [other, its] of texts.slice(0, i)) {
          const both = common(box, its);
          if (real(both) && !covered(other, text, both)) say(`meets “${other.textContent}”`, text);
        }
        for (const [rect, its] of boxes) {
          const both = common(box, its);
          if (!real(both) || within(box, its) || rect.matches('.bp-chip')) continue;
          if (rect.matches('.bp-bubble') && later(text, rect)) continue;
          if (later(rect, text) && covered(rect, text, both)) continue;
          say(`stands over the edge of a ${rect.className.baseVal}`, text);
        }
      });
    }
  }
  return [looked, [...found]];
}
"""
#: Words in Korean letters that are broken at the end of a line, and how many words there are.
_BROKEN = r"""
() => {
  const found = [], each = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let looked = 0;
  while (each.nextNode()) {
    const node = each.currentNode, letters = /[\uac00-\ud7af]+/g;
    if (node.parentElement.closest('svg,script,style,pre')) continue;
    for (let word; (word = letters.exec(node.data));) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top / 4)));
      looked++;
      if (lines.size > 1) found.push(word[0]);
    }
  }
  return [looked, found];
}
"""
#: Characters that are drawn like one that no font has, and how many there are.
_MISSING = r"""
() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  pen.font = '24px ' + getComputedStyle(document.body).fontFamily;
  const drawn = letter => {
    pen.clearRect(0, 0, 40, 40);
    pen.fillText(letter, 5, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const none = new Set(['\u0378', '\uffff'].map(drawn));
  const pictures = [...document.querySelectorAll('svg text')].map(t => t.textContent);
  const letters = [...new Set(document.body.innerText + pictures.join(''))].filter(l => l.trim());
  return [letters.length, letters.filter(letter => none.has(drawn(letter)))];
}
"""


def faults(page: Page) -> tuple[int, list[str]]:
    """How many texts of pictures were measured, at all steps, and what is wrong with them."""
    looked, found = page.evaluate(_FAULTS)
    return looked, found


def broken_words(page: Page) -> tuple[int, list[str]]:
    """How many Korean words a page has, and those that a line's end breaks."""
    looked, found = page.evaluate(_BROKEN)
    return looked, found


def missing(page: Page) -> tuple[int, list[str]]:
    """How many different characters a page has, and those for which no font has a glyph."""
    looked, found = page.evaluate(_MISSING)
    return looked, found
