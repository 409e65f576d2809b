// What a page has in place of a notebook's widgets: sliders, number boxes, lists and buttons around a picture.
// The pictures and their words come from the translated views; nothing here draws or says anything about them.

/** What a view gives back: the same arguments as the notebook's Exploration, and no widget. */
const Exploration = fn(
  (title, draw, numbers, choices = null, play = null, pace = 120, over = []) =>
    ({ title, draw, numbers, choices: choices ?? new Dict(), play, pace, over }),
  ['title', 'draw', 'numbers', 'choices', 'play', 'pace', 'starts_over'],
);
/** A data class whose objects are equal only to themselves. */
const identity = (kind) => { kind.$identity = true; return kind; };
const unpacked = (packed, shape) => {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const all = Array.from(new Float32Array(bytes.buffer));
  return Array.from({ length: shape[0] }, (_, i) => all.slice(i * shape[1], (i + 1) * shape[1]));
};

/** An element with attributes and children; what begins with "on" is a listener. */
function element(kind, attributes = {}, ...children) {
  const made = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A circuit that travelled as JSON. */
function circuitFrom(given, gates) {
  const made = gates.Circuit(given.circuit);
  for (const [name, gate, inputs, value] of given.nodes) {
    if (gate === null) { made.input(name, value); continue; }
    const kind = Array.isArray(gate) ? gates[gate[0]](gate[1]) : gates[gate];
    call(bound(made, 'gate'), [kind, ...inputs.map((each) => made.__getitem__(each))], { name });
  }
  made.backward();
  return made;
}

/** Ask for an exploration as the notebook did. */
function made(recipe, views, gates) {
  const given = {};
  for (const [name, value] of Object.entries(recipe.arguments)) {
    given[name] = value !== null && typeof value === 'object' ? circuitFrom(value, gates) : value;
  }
  return call(views[recipe.view], [], given);
}

/** Do something when the browser has nothing to do. */
const idle = (what) => (globalThis.requestIdleCallback ? requestIdleCallback(what) : setTimeout(what, 50));

class Living {
  constructor(place, views, gates) {
    this.place = place;
    this.exploration = made(JSON.parse(place.dataset.made), views, gates);
    this.values = new Dict(Object.entries(JSON.parse(place.dataset.values)));
    this.shown = new Map();
    this.ahead = new Map();
    this.picture = place.querySelector('.bp-stage > [role=group]');
    this.styled = this.picture.querySelector('style') !== null; // or the page has the style already
    this.build();
    this.redraw();
  }

  build() {
    const { exploration, place } = this;
    const stage = place.querySelector('.bp-stage');
    const panel = element('div', { class: 'bp-panel' });
    for (const [name, choice] of exploration.choices.items()) panel.append(this.list(name, choice));
    for (const [name, number] of exploration.numbers.items()) panel.append(this.pair(name, number));
    if (exploration.numbers.size * 2 + exploration.choices.size > 13) panel.classList.add('bp-many');
    if (exploration.play) panel.append(this.player(exploration.play, exploration.pace));
    this.inWords = element('input', { type: 'checkbox', onchange: () => this.say() });
    panel.append(element('label', { class: 'bp-tick' }, this.inWords, ` ${tell('show it in words')}`));
    this.note = element('p', { class: 'bp-note' });
    this.words = element('div', { role: 'status', 'aria-live': 'polite', class: 'bp-folded' });
    place.querySelector('.bp-words').remove();
    place.querySelector('.bp-still').remove();
    stage.append(this.note, this.words);
    const beside = element('div', { class: 'bp-beside' }, panel);
    stage.before(beside);
    beside.append(stage);
  }

  list(name, choice) {
    const box = element('select', { onchange: () => this.moved(name, box.value) });
    for (const option of choice.options) box.append(element('option', { value: option }, tell(option)));
    this.shown.set(name, () => { box.value = this.values.at(name); });
    return element('label', { class: 'bp-list' }, `${tell(choice.label)} `, box);
  }

  pair(name, number) {
    const { low, high, step, log, whole } = number;
    const box = element('input', {
      type: 'number', min: low, max: high, step: log ? 'any' : step,
      inputmode: low < 0 ? null : whole ? 'numeric' : 'decimal',
      onchange: () => this.moved(name, box.value),
    });
    const slider = element('input', {
      type: 'range', 'aria-label': tell(name), step,
      min: log ? Math.log10(low) : low, max: log ? Math.log10(high) : high,
      onfocus: () => this.expect(name, () => [at(1), at(-1)]),
      oninput: () => {
        const before = this.values.at(name);
        this.moved(name, meant(slider));
        const by = this.values.at(name) - before;
        if (by && (log || Math.abs(by) < 1.5 * step)) this.expect(name, () => [at(by)]);
      },
    });
    const meant = ({ value: shown }) => (log ? 10 ** +shown : +shown);
    /** Where the next arrow key leads, as the browser counts. */
    const at = (way) => {
      const next = slider.cloneNode();
      if (way > 0) next.stepUp(); else next.stepDown();
      return number.clamped(meant(next));
    };
    this.shown.set(name, () => {
      const value = this.values.at(name), at = log ? Math.log10(value) : value;
      if (Math.abs(+slider.value - at) > step / 2) slider.value = at;
      if (log) slider.setAttribute('aria-valuetext', String(value));
      if (document.activeElement !== box || +box.value !== value) box.value = value;
    });
    return element('div', { class: 'bp-pair' }, element('label', {}, `${tell(name)} = `, box), slider);
  }

  /** Buttons that move a number by itself, step by step, until it is at its end or told to stop. */
  player(name, pace) {
    const number = this.exploration.numbers.at(name);
    let timer = 0;
    const pause = () => { clearInterval(timer); timer = 0; button.textContent = tell('▶ play'); };
    const step = (by) => {
      const now = this.values.at(name) + by * number.step;
      if (now > number.high) { pause(); return; }
      this.moved(name, now);
      this.expect(name, () => [number.clamped(now + by * number.step)]);
    };
    const play = () => {
      if (timer) { pause(); return; }
      if (this.values.at(name) >= number.high) this.moved(name, number.low);
      button.textContent = tell('❚❚ pause');
      timer = setInterval(() => { if (this.place.isConnected) step(1); else pause(); }, pace);
    };
    const button = element('button', { type: 'button', onclick: play }, tell('▶ play'));
    return element('div', { class: 'bp-player' },
      element('button', { type: 'button', onclick: () => { pause(); step(-1); } }, tell('◀ back')), button,
      element('button', { type: 'button', onclick: () => { pause(); step(1); } }, tell('step ▶')),
      element('button', { type: 'button', onclick: () => { pause(); this.moved(name, number.low); } }, tell('■ start again')));
  }

  /** A control has a new value: take it over and redraw, or say what is wrong with it. */
  moved(name, value) {
    if (!this.exploration.choices.holds(name)) {
      const number = String(value).trim() === '' ? NaN : Number(value);
      if (Number.isNaN(number)) {
        this.shown.get(name)();
        this.say(tell('{name} needs a number, and got none. It stays as it was.', new Keywords({ name: tell(name) })));
        return;
      }
      value = this.exploration.numbers.at(name).clamped(number);
    }
    if (this.values.at(name) === value && !this.complaint) { this.shown.get(name)(); return; }
    this.values.put(name, value);
    if (this.exploration.over.includes(name)) this.startOver();
    this.redraw();
  }

  /** All but what begins a new round goes back to where it began. */
  startOver() {
    const { numbers, choices, over } = this.exploration;
    for (const each of [numbers, choices]) {
      for (const [name, { value }] of each.items()) if (!over.includes(name)) this.values.put(name, value);
    }
  }

  redraw() {
    for (const show of this.shown.values()) show();
    const ready = this.ahead.get(keyOf(this.values.items()));
    this.ahead.clear();
    let picture, tree;
    try {
      [picture, tree] = ready ?? this.drawn(this.values);
    } catch (problem) {
      if (!isinstance(problem, ValueError)) throw problem;
      this.say(`${tell(problem.words)} ${tell('The picture still shows the values before.')}`);
      return;
    }
    this.now = picture;
    this.show(tree);
    this.say('');
  }

  /** The picture at some values, and its markup as a tree. */
  drawn(values) {
    const picture = this.exploration.draw(values);
    return [picture, grown(this.markup(picture))];
  }

  markup({ svg }) { return this.styled ? svg : svg.replace(/<style>.*?<\/style>/, ''); }

  /** Draw ahead, while the browser has nothing to do, what the next arrow key or step will ask for. */
  expect(name, nearby) {
    const from = this.now;
    idle(() => {
      if (this.now !== from) return; // it went on meanwhile
      for (const value of nearby()) {
        const values = this.values.copy();
        values.put(name, value);
        const key = keyOf(values.items());
        if (value === this.values.at(name) || this.ahead.has(key)) continue;
        try {
          this.ahead.set(key, this.drawn(values));
        } catch (problem) {
          if (!isinstance(problem, ValueError)) throw problem; // it is told when one gets there
        }
      }
    });
  }

  /** Bring the picture to what its tree says. */
  show(tree) {
    if (!this.tree) {
      this.picture.innerHTML = this.markup(this.now);
      this.tree = rooted(tree, this.picture);
      return;
    }
    this.tree = renew(this.tree, tree);
    const film = this.picture.firstChild;
    if (!film.dataset.steps || typeof backpassFilms !== 'function') return;
    film.backpassStep = undefined; // its parts may have come or gone
    backpassFilms();
  }

  /** The note for all to see, and everything in words, hidden from the eye until asked for. */
  say(complaint = this.complaint) {
    this.complaint = complaint;
    const note = complaint || this.now.note, words = complaint ? `${complaint}\n${this.now.text}` : this.now.text;
    if (this.note.textContent !== note) this.note.textContent = note;
    this.words.className = this.inWords.checked ? '' : 'bp-folded';
    if (this.said === words) return;
    this.said = words;
    this.words.replaceChildren(...TEXT.splitlines(words).flatMap((line, i) => (i ? [element('br'), line] : [line])));
  }
}

/** Bring the page's explorations to life: those in sight at once, the others when they come near. */
function start(views, gates, style) {
  const wake = (place) => {
    if (place.dataset.living || !(JSON.parse(place.dataset.made).view in views)) return;
    place.dataset.living = 'yes';
    place.backpass = new Living(place, views, gates);
  };
  const look = () => {
    document.head.append(element('style', {}, style));
    const near = new IntersectionObserver((seen) => {
      for (const each of seen) {
        if (!each.isIntersecting) continue;
        near.unobserve(each.target);
        wake(each.target);
      }
    }, { rootMargin: '100% 0px' });
    for (const place of document.querySelectorAll('.bp-living[data-made]')) near.observe(place);
    addEventListener('beforeprint', () => document.querySelectorAll('.bp-living[data-made]').forEach(wake));
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', look); else look();
  globalThis.backpassLiving = {
    views: Object.keys(views),
    /** A number in Python's ways of writing it. */
    number: (x) => [fixed(x, 0), fixed(x, 2), scientific(x, 1), general(x, 6), repr(x)],
    /** What an exploration shows for some values: for tests and for other scripts. */
    picture(recipe, values) {
      const { svg, text, note } = made(recipe, views, gates).draw(new Dict(Object.entries(values)));
      return { svg, text, note };
    },
  };
}
