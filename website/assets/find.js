// The search itself: it looks through `backpassSearch`, the text of all chapters in the page's language.
(() => {
  const field = document.querySelector('.search input'), says = document.querySelector('.search p');
  const { chapters, cells } = window.backpassSearch, { top, found: someFound, none } = field.dataset;
  const language = document.documentElement.lang;
  const make = (tag, given) => Object.assign(document.createElement(tag), given);

  // --- letters that count as the same ---------------------------------------------------------

  // A Korean syllable is taken apart: one that is only half typed begins the whole one.
  const form = language === 'ko' ? 'NFKD' : 'NFKC';
  const fold = (text) => text.normalize(form).toLowerCase().replaceAll('−', '-');
  /** A text folded letter by letter, and where in the text each letter comes from. */
  const folded = (text) => {
    const parts = [], at = [];
    let place = 0;
    for (const letter of text) {
      const part = fold(letter);
      parts.push(part);
      for (let k = 0; k < part.length; k += 1) at.push(place);
      place += letter.length;
    }
    at.push(place);
    return { text, letters: parts.join(''), at };
  };
  const isLetter = (text) => /^[\p{L}\p{N}]/u.test(text);
  /** Where a term stands next: at the beginning of a word, or anywhere in languages without gaps between words. */
  const next = (letters, term, from = 0) => {
    let at = letters.indexOf(term, from);
    if (language === 'ko' || language === 'ja' || !isLetter(term)) return at;
    while (at > 0 && isLetter(letters[at - 1])) at = letters.indexOf(term, at + 1);
    return at;
  };

  // --- looking ----------------------------------------------------------------------------------

  let under = '';
  const known = cells.map(([chapter, anchor, heading, text]) => {
    const title = heading || under; // every chapter begins with a heading
    if (!anchor.startsWith('cell-ask-')) under = title; // what follows an exercise is no part of it
    return { chapter, anchor, title: folded(title), text: folded(text), inHeading: fold(heading) };
  });
  const look = (terms) => known
    .filter((cell) => terms.every((term) => next(cell.inHeading, term) >= 0 || next(cell.text.letters, term) >= 0))
    .map((cell) => [terms.filter((term) => next(cell.inHeading, term) >= 0).length, cell])
    .sort(([one], [other]) => other - one)
    .map(([, cell]) => cell);

  // --- showing ----------------------------------------------------------------------------------

  /** A text in which the terms are marked; of a long one what stands around the first of them. */
  const marked = (element, { text, letters, at }, terms, length = Infinity) => {
    const places = [];
    for (const term of terms) {
      for (let k = next(letters, term); k >= 0; k = next(letters, term, k + term.length)) {
        let end = k + term.length;
        while (at[end] === at[end - 1]) end += 1; // to the end of a letter
        places.push([at[k], at[end]]);
      }
    }
    places.sort(([one], [other]) => one - other);
    let from = 0;
    if (places.length && places[0][1] > length / 2) {
      from = places[0][0] - Math.round(length / 4);
      const gap = text.indexOf(' ', from);
      if (gap >= 0 && gap < places[0][0]) from = gap + 1;
      element.append('… ');
    }
    const to = Math.min(text.length, from + length);
    for (const [begin, end] of places) {
      if (begin < from || end > to) continue;
      element.append(text.slice(from, begin), make('mark', { textContent: text.slice(begin, end) }));
      from = end;
    }
    element.append(text.slice(from, to), to < text.length ? '…' : '');
    return element;
  };

  const LENGTH = { ja: 76, ko: 90 }[language] ?? 150; // two lines on a telephone, or a little more
  const panel = make('div', { className: 'found', hidden: true }), count = make('p', { ariaHidden: 'true' });
  const list = make('div', { id: 'found', role: 'listbox', ariaLabel: field.ariaLabel });
  panel.append(count, list);
  field.parentElement.append(panel);
  const page = location.protocol === 'file:' ? 'index.html' : ''; // a folder on disk shows no page
  let chosen = -1, later = 0;

  const option = (cell, number, terms) => {
    const [folder, name] = chapters[cell.chapter];
    const link = make('a', { id: `found-${number}`, role: 'option', tabIndex: -1, ariaSelected: 'false' });
    link.href = `${top}${folder}/${page}#${cell.anchor}`;
    link.append(marked(make('b'), cell.title, terms));
    if (cell.title.text !== name) link.append(' ', make('small', { textContent: name }));
    link.append(marked(make('span'), cell.text, terms, LENGTH));
    return link;
  };
  const close = () => {
    panel.hidden = true;
    field.ariaExpanded = 'false';
    field.removeAttribute('aria-activedescendant');
    chosen = -1;
  };
  const show = () => {
    const terms = fold(field.value).split(/\s+/).filter(Boolean), hits = terms.length ? look(terms) : [];
    close();
    list.replaceChildren(...hits.map((cell, number) => option(cell, number, terms)));
    count.textContent = hits.length ? someFound.replace('{count}', hits.length) : none;
    panel.hidden = !terms.length;
    list.hidden = !hits.length;
    list.scrollTop = 0;
    field.ariaExpanded = String(hits.length > 0);
    clearTimeout(later); // a screen reader says how many when the typing rests
    later = setTimeout(() => { says.textContent = terms.length ? count.textContent : ''; }, 500);
  };
  const choose = (number) => {
    list.children[chosen]?.setAttribute('aria-selected', 'false');
    chosen = (number + list.children.length) % list.children.length;
    const link = list.children[chosen];
    link.ariaSelected = 'true';
    field.setAttribute('aria-activedescendant', link.id);
    link.scrollIntoView({ block: 'nearest' });
  };

  field.addEventListener('input', show);
  field.addEventListener('focus', () => { if (panel.hidden && field.value.trim()) show(); });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return; // Enter and arrows belong to the input method
    const { key } = event, isOpen = !panel.hidden && list.children.length > 0;
    if (key === 'Escape') {
      event.preventDefault();
      if (!panel.hidden) return close();
      field.value = '';
      field.blur();
      if (field.from !== undefined) scrollTo({ top: field.from });
      field.from = undefined;
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (isOpen) choose(key === 'ArrowDown' ? chosen + 1 : Math.max(chosen, 0) - 1);
      else show();
    } else if (key === 'Enter' && isOpen) {
      event.preventDefault();
      list.children[Math.max(chosen, 0)].click();
    }
  });
  panel.addEventListener('mousedown', (event) => event.preventDefault()); // the field stays in focus
  list.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    close();
    field.from = undefined;
    field.blur();
  });
  field.addEventListener('blur', close);
  if (field.value.trim()) show();
})();
