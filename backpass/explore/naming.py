"""Names for sliders, said by screen readers.

A slider of ipywidgets 7 or 8 has no name that a screen reader could say, and Python has no way to
give it one. So the page does it: an exploration brings along an image that cannot load, and the
handler of that error names every slider on the page after the number box beside it, now and
whenever something changes. A slider that moves in powers of ten would say the exponent: it says
what its number box shows. Where a page obeys no handlers, the number boxes still have their names.
"""

from __future__ import annotations

import html

#: Class of the box that holds a number box and its slider; with the second one, powers of ten.
PAIR, LOG = "bp-pair", "bp-log"

_SCRIPT = """
(function () {
  if (window.backpassNamesSliders) return;
  window.backpassNamesSliders = true;
  var waiting = false;
  function put(handle, attribute, words) {
    if (handle.getAttribute(attribute) !== words) handle.setAttribute(attribute, words);
  }
  function name() {
    waiting = false;
    document.querySelectorAll('.bp-pair:not([data-named]),.bp-log').forEach(function (pair) {
      var label = pair.querySelector('label'), box = pair.querySelector('input');
      pair.querySelectorAll('.noUi-handle, .ui-slider-handle').forEach(function (handle) {
        pair.setAttribute('data-named', '');
        put(handle, 'data-lm-suppress-shortcuts', 'true');
        if (label) put(handle, 'aria-label', label.textContent.replace(/\\s*=\\s*$/, ''));
        if (box && pair.classList.contains('bp-log')) put(handle, 'aria-valuetext', box.value);
      });
    });
  }
  function later() {
    if (!waiting) { waiting = true; setTimeout(name, 30); }
  }
  new MutationObserver(later).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['aria-valuenow']
  });
  later();
})()
"""

NAMER = f'<img alt="" hidden src="data:," onerror="{html.escape(" ".join(_SCRIPT.split()))}">'
