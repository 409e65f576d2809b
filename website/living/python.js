// What Python does and JavaScript does not: its numbers, its texts, its containers, its calls.
// Translated functions are written against the names defined here. No prototype of the page is touched.

// --- calls and classes ---------------------------------------------------------------------------

class Keywords { constructor(given) { this.given = given; } }

/** A function with the names of its parameters, for calls with keywords. */
const fn = (f, names) => { f.$names = names; return f; };
/** A function that takes its keywords as they come. */
const kwfn = (f) => { f.$keywords = true; return f; };
const keywords = (given) =>
  given.length && given[given.length - 1] instanceof Keywords ? { ...given.pop().given } : {};
const taken = (given, name, otherwise) => {
  if (!(name in given)) return otherwise();
  const value = given[name];
  delete given[name];
  return value;
};
const withKeywords = (f, given, more) => {
  if (f.$keywords) return [...given, new Keywords(more)];
  const all = [...given];
  for (const name of Object.keys(more)) {
    const at = f.$names ? f.$names.indexOf(name) : -1;
    if (at < 0) throw TypeError_(`got an unexpected keyword argument '${name}'`);
    all[at] = more[name];
  }
  return Array.from(all); // no holes: what is left out is undefined, so its default is taken
};
const call = (f, given, more) => f(...withKeywords(f, given, more));
const method = (on, name, given, more) => {
  const kind = typeof on === 'string' ? TEXT : Array.isArray(on) ? LIST : null;
  const f = kind ? kind[name] : on[name];
  if (!f) throw AttributeError(`there is no ${name}`);
  const all = more ? withKeywords(f, given, more) : given;
  return kind ? f(on, ...all) : f.apply(on, all);
};
const bound = (on, name) => {
  const f = on[name];
  if (typeof f !== 'function' || !f.$method) return f;
  const own = (...given) => f.apply(on, given);
  own.$names = f.$names;
  own.$keywords = f.$keywords;
  return own;
};

/** A class: its fields if it is a data class, its methods and its properties. */
function cls(name, base, fields, methods, properties) {
  const kind = (...given) => {
    const self = Object.create(kind.prototype);
    self.__init__(...given);
    return self;
  };
  kind.prototype = Object.create(base ? base.prototype : Root);
  Object.assign(kind.prototype, methods, { $class: kind });
  for (const key of Object.keys(methods)) {
    if (typeof methods[key] === 'function') methods[key].$method = true;
  }
  for (const key of Object.keys(properties)) {
    Object.defineProperty(kind.prototype, key, { get: properties[key], configurable: true });
  }
  if (fields) {
    kind.$fields = fields.map(([field]) => field);
    kind.prototype.__init__ = function (...given) {
      fields.forEach(([field, otherwise], i) => {
        if (given[i] === undefined && !otherwise) throw TypeError_(`${name}: ${field} is missing`);
        this[field] = given[i] === undefined ? otherwise() : given[i];
      });
      if (this.__post_init__) this.__post_init__();
    };
    kind.$names = kind.$fields;
  } else {
    const start = kind.prototype.__init__;
    kind.$names = start.$names;
    kind.$keywords = start.$keywords;
  }
  kind.__name__ = name;
  return kind;
}
const Root = {
  __init__() {},
  [Symbol.iterator]() { return this.__iter__()[Symbol.iterator](); },
};

// --- errors --------------------------------------------------------------------------------------

const error = (name, base) => cls(name, base, null, {
  __init__(...words) { this.args = words; this.words = words.length ? str(words[0]) : ''; },
  __str__() { return this.words; },
  toString() { return `${name}: ${this.words}`; },
}, {});
const Exception = error('Exception', null);
const ValueError = error('ValueError', Exception);
const TypeError_ = error('TypeError', Exception);
const AttributeError = error('AttributeError', Exception);
const RuntimeError = error('RuntimeError', Exception);
const ArithmeticError = error('ArithmeticError', Exception);
const OverflowError = error('OverflowError', ArithmeticError);
const ZeroDivisionError = error('ZeroDivisionError', ArithmeticError);
const LookupError = error('LookupError', Exception);
const KeyError = error('KeyError', LookupError);
const IndexError = error('IndexError', LookupError);
const isinstance = (value, kinds) => {
  if (Array.isArray(kinds)) return kinds.some((kind) => isinstance(value, kind));
  if (kinds.$holds) return kinds.$holds(value);
  return value != null && typeof value === 'object' && kinds.prototype.isPrototypeOf(value);
};
const caught = (thrown, kinds) => kinds === null || isinstance(thrown, kinds);
const raised = (what) => (what.__name__ ? what() : what);

// --- containers ----------------------------------------------------------------------------------

const keyOf = (key) => (Array.isArray(key) ? `\u0000${JSON.stringify(key)}` : key === true ? 1 : key === false ? 0 : key);
class Dict {
  constructor(given = []) {
    this.map = new Map();
    for (const [key, value] of given) this.put(key, value);
  }
  put(key, value) {
    const under = keyOf(key), old = this.map.get(under);
    if (old) old[1] = value; else this.map.set(under, [key, value]);
  }
  holds(key) { return this.map.has(keyOf(key)); }
  at(key) {
    const found = this.map.get(keyOf(key));
    if (!found) throw KeyError(key);
    return found[1];
  }
  get size() { return this.map.size; }
  *[Symbol.iterator]() { for (const [key] of this.map.values()) yield key; }
  keys() { return Array.from(this.map.values(), (pair) => pair[0]); }
  values() { return Array.from(this.map.values(), (pair) => pair[1]); }
  items() { return Array.from(this.map.values(), (pair) => [pair[0], pair[1]]); }
  get(key, otherwise = null) { return this.holds(key) ? this.at(key) : otherwise; }
  setdefault(key, value = null) {
    if (!this.holds(key)) this.put(key, value);
    return this.at(key);
  }
  update(other) { for (const [key, value] of entries(other)) this.put(key, value); return null; }
  copy() { return new Dict(this.items()); }
  pop(key, otherwise) {
    if (!this.holds(key) && otherwise !== undefined) return otherwise;
    const value = this.at(key);
    this.map.delete(keyOf(key));
    return value;
  }
}
class PySet {
  constructor(given = []) {
    this.map = new Map();
    for (const value of given) this.map.set(keyOf(value), value);
  }
  holds(value) { return this.map.has(keyOf(value)); }
  get size() { return this.map.size; }
  [Symbol.iterator]() { return this.map.values(); }
  add(value) { this.map.set(keyOf(value), value); return null; }
  discard(value) { this.map.delete(keyOf(value)); return null; }
}
const entries = (of) => (of instanceof Dict ? of.items() : Array.isArray(of) ? of : Object.entries(of));
const pairs = (of) => Object.fromEntries(of.items());

const truth = (value) => {
  if (value == null || value === false || value === 0 || value === '') return false;
  if (typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Dict || value instanceof PySet) return value.size > 0;
  if (value instanceof Complex) return value.re !== 0 || value.im !== 0;
  if (value.__bool__) return value.__bool__();
  return value.__len__ ? value.__len__() > 0 : true;
};
const and = (first, ...others) => {
  for (const next of others) { if (!truth(first)) return first; first = next(); }
  return first;
};
const or = (first, ...others) => {
  for (const next of others) { if (truth(first)) return first; first = next(); }
  return first;
};
const eq = (a, b) => {
  if (a === b) return true;
  if (a == null || b == null) return false;
  if (typeof a === 'boolean') a = Number(a);
  if (typeof b === 'boolean') b = Number(b);
  if (a instanceof Complex || b instanceof Complex) return real(a) === real(b) && imag(a) === imag(b);
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((each, i) => eq(each, b[i]));
  }
  if (a instanceof Dict) {
    return b instanceof Dict && a.size === b.size && a.keys().every((k) => b.holds(k) && eq(a.at(k), b.at(k)));
  }
  if (a.$class && a.$class === b.$class && a.$class.$fields && !a.$class.$identity) {
    return a.$class.$fields.every((field) => eq(a[field], b[field]));
  }
  return false;
};
const has = (where, what) => {
  if (typeof where === 'string') return where.includes(what);
  if (Array.isArray(where)) return where.some((each) => eq(each, what));
  if (where instanceof Dict || where instanceof PySet) return where.holds(what);
  return where.__contains__(what);
};
const getitem = (of, key) => {
  if (of instanceof Dict) return of.at(key);
  if (Array.isArray(of) || typeof of === 'string') {
    const found = of[key < 0 ? of.length + key : key];
    if (found === undefined) throw IndexError('index out of range');
    return found;
  }
  return of.__getitem__(key);
};
const getter = (of) => (key) => getitem(of, key);
const setitem = (of, key, value) => {
  if (of instanceof Dict) of.put(key, value);
  else if (Array.isArray(of)) of[key < 0 ? of.length + key : key] = value;
  else of.__setitem__(key, value);
};
const slice = (of, start, stop, step) => {
  step = step == null ? 1 : step;
  const length = of.length;
  const within = (at, low, high) => Math.min(Math.max(at < 0 ? at + length : at, low), high);
  if (step === 1) {
    const from = start == null ? 0 : within(start, 0, length);
    const to = stop == null ? length : within(stop, 0, length);
    return of.slice(from, Math.max(from, to));
  }
  const found = [], low = step > 0 ? 0 : -1, high = step > 0 ? length : length - 1;
  const from = start == null ? (step > 0 ? low : high) : within(start, low, high);
  const to = stop == null ? (step > 0 ? high : low) : within(stop, low, high);
  for (let i = from; step > 0 ? i < to : i > to; i += step) found.push(of[i]);
  return typeof of === 'string' ? found.join('') : found;
};
/** The items before, the list of those between, and the items after: for `a, *b, c = xs`. */
const around = (xs, before, after) => {
  const all = [...xs], end = all.length - after;
  return [...all.slice(0, before), all.slice(before, end), ...all.slice(end)];
};
const mapped = (xs, f, only) => {
  const found = [];
  for (const x of xs) if (!only || only(x)) found.push(f(x));
  return found;
};
const compare = (a, b) => {
  if (Array.isArray(a)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const way = compare(a[i], b[i]);
      if (way) return way;
    }
    return a.length - b.length;
  }
  return a < b ? -1 : a > b ? 1 : 0;
};
const sort = (xs, given) => {
  const key = given.key || ((x) => x), sign = given.reverse ? -1 : 1;
  const keyed = xs.map((x) => [key(x), x]);
  keyed.sort((a, b) => sign * compare(a[0], b[0]));
  return keyed.map((pair) => pair[1]);
};
const LIST = {
  append: (xs, x) => { xs.push(x); return null; },
  extend: (xs, more) => { xs.push(...more); return null; },
  insert: (xs, at, x) => { xs.splice(at, 0, x); return null; },
  pop: (xs, at = xs.length - 1) => {
    if (!xs.length) throw IndexError('pop from empty list');
    return xs.splice(at, 1)[0];
  },
  index: (xs, x) => {
    const at = xs.findIndex((each) => eq(each, x));
    if (at < 0) throw ValueError(`${repr(x)} is not in list`);
    return at;
  },
  count: (xs, x) => xs.filter((each) => eq(each, x)).length,
  copy: (xs) => xs.slice(),
  clear: (xs) => { xs.length = 0; return null; },
  reverse: (xs) => { xs.reverse(); return null; },
  remove: (xs, x) => { xs.splice(LIST.index(xs, x), 1); return null; },
  sort: kwfn((xs, ...given) => { xs.splice(0, xs.length, ...sort(xs, keywords(given))); return null; }),
};
const SPACE = /\s/;
const strip = (text, of, left, right) => {
  const bad = (c) => (of == null ? SPACE.test(c) : of.includes(c));
  let from = 0, to = text.length;
  while (left && from < to && bad(text[from])) from++;
  while (right && to > from && bad(text[to - 1])) to--;
  return text.slice(from, to);
};
const TEXT = {
  join: (by, parts) => [...parts].join(by),
  replace: (text, old, by) => text.split(old).join(by),
  startswith: (text, head) => (Array.isArray(head) ? head : [head]).some((each) => text.startsWith(each)),
  endswith: (text, tail) => (Array.isArray(tail) ? tail : [tail]).some((each) => text.endsWith(each)),
  removeprefix: (text, head) => (head && text.startsWith(head) ? text.slice(head.length) : text),
  removesuffix: (text, tail) => (tail && text.endsWith(tail) ? text.slice(0, -tail.length) : text),
  split: (text, by, most = -1) => {
    if (by == null) return text.trim() === '' ? [] : text.trim().split(/\s+/);
    const all = text.split(by);
    return most < 0 || all.length <= most + 1 ? all : [...all.slice(0, most), all.slice(most).join(by)];
  },
  splitlines: (text) => {
    const lines = text.split(/\r\n|[\n\r]/);
    if (lines[lines.length - 1] === '') lines.pop();
    return lines;
  },
  strip: (text, of) => strip(text, of, true, true),
  lstrip: (text, of) => strip(text, of, true, false),
  rstrip: (text, of) => strip(text, of, false, true),
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  count: (text, what) => text.split(what).length - 1,
  index: (text, what) => text.indexOf(what),
  ljust: (text, width) => text.padEnd(width),
  rjust: (text, width) => text.padStart(width),
  isprintable: (text) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(text),
  isidentifier: (text) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text),
  translate: (text, table) => [...text].map((c) => {
    const by = table.get(c.codePointAt(0));
    return by == null ? c : typeof by === 'number' ? String.fromCodePoint(by) : by;
  }).join(''),
  format: (text, ...given) => {
    let next = 0;
    return text.replace(/\{\{|\}\}|\{(\d*)\}/g, (all, at) =>
      (all === '{{' ? '{' : all === '}}' ? '}' : str(given[at === '' ? next++ : +at])));
  },
};

// --- built-in functions --------------------------------------------------------------------------

const len = (of) => (of.__len__ ? of.__len__() : of.size ?? [...of].length);
const range = (start, stop, step = 1) => {
  if (stop === undefined) [start, stop] = [0, start];
  const found = [];
  for (let i = start; step > 0 ? i < stop : i > stop; i += step) found.push(i);
  return found;
};
const enumerate = fn((xs, start = 0) => [...xs].map((x, i) => [i + start, x]), ['iterable', 'start']);
const zip = kwfn((...lists) => {
  const strict = keywords(lists).strict, all = lists.map((xs) => [...xs]);
  const size = Math.min(...all.map((xs) => xs.length));
  if (strict && all.some((xs) => xs.length !== size)) throw ValueError('zip() arguments differ in length');
  return Array.from({ length: all.length ? size : 0 }, (_, i) => all.map((xs) => xs[i]));
});
const iter = (xs) => xs;
const reversed = (xs) => [...xs].reverse();
const sorted = kwfn((xs, ...given) => sort([...xs], keywords(given)));
const best = (sign) => kwfn((...given) => {
  const more = keywords(given), xs = given.length === 1 ? [...given[0]] : given;
  if (!xs.length) {
    if ('default' in more) return more.default;
    throw ValueError('an empty sequence has no largest or smallest');
  }
  if (!more.key && xs.every((x) => typeof x === 'number')) {
    return xs.reduce((a, b) => (sign * b > sign * a ? b : a));
  }
  const key = more.key || ((x) => x);
  return xs.map((x) => [key(x), x]).reduce((a, b) => (sign * compare(b[0], a[0]) > 0 ? b : a))[1];
});
const max = best(1), min = best(-1);
const sum = (xs, start = 0) => { let total = start; for (const x of xs) total = add(total, x); return total; };
const any = (xs) => { for (const x of xs) if (truth(x)) return true; return false; };
const all = (xs) => { for (const x of xs) if (!truth(x)) return false; return true; };
const next = (xs, otherwise) => {
  for (const x of xs) return x;
  if (otherwise === undefined) throw LookupError('nothing comes next');
  return otherwise;
};
const abs = (x) => (x instanceof Complex ? Math.hypot(x.re, x.im) : Math.abs(x));
const round = fn((x, digits) => {
  if (digits == null) {
    const down = Math.floor(x), rest = x - down;
    return rest < 0.5 || (rest === 0.5 && down % 2 === 0) ? down : down + 1;
  }
  return Number.isFinite(x) ? Number(fixed(x, digits)) : x;
}, ['number', 'ndigits']);
const builtin = (name, make, holds) => { make.$holds = holds; make.__name__ = name; return make; };
const bool = builtin('bool', truth, (x) => typeof x === 'boolean');
const int = builtin('int', (x) => Math.trunc(Number(x)), (x) => typeof x === 'number' && Number.isInteger(x));
const float = builtin('float', (x) => {
  if (typeof x === 'number') return x;
  if (typeof x === 'boolean') return Number(x);
  if (typeof x === 'string' && x.trim() !== '') {
    const low = x.trim().toLowerCase();
    if (/^[+-]?(inf|infinity)$/.test(low)) return low[0] === '-' ? -Infinity : Infinity;
    if (/^[+-]?nan$/.test(low)) return NaN;
    const value = Number(low);
    if (!Number.isNaN(value)) return value;
    throw ValueError(`could not convert string to float: ${repr(x)}`);
  }
  throw TypeError_('float() argument must be a string or a real number');
}, (x) => typeof x === 'number');
const str = builtin('str', (x = '') => {
  if (typeof x === 'string') return x;
  if (x != null && x.__str__) return x.__str__();
  if (typeof x === 'number' && Number.isInteger(x)) return String(x).includes('e') ? BigInt(x).toString() : String(x);
  return repr(x);
}, (x) => typeof x === 'string');
str.maketrans = (from, to) => new Dict([...from].map((c, i) => [c.codePointAt(0), [...to][i]]));
const bytes = builtin('bytes', () => null, () => false);
const list = builtin('list', (xs = []) => [...xs], Array.isArray);
const tuple = builtin('tuple', (xs = []) => [...xs], Array.isArray);
const set = builtin('set', (xs = []) => new PySet(xs), (x) => x instanceof PySet);
const dict = builtin('dict', kwfn((...given) => {
  const more = keywords(given), made = new Dict(given.length ? entries(given[0]) : []);
  for (const key of Object.keys(more)) made.put(key, more[key]);
  return made;
}), (x) => x instanceof Dict);
dict.fromkeys = (keys, value = null) => new Dict([...keys].map((key) => [key, value]));
const type = (x) => x?.$class ?? [bool, int, float, str, list, dict, complex].find((kind) => kind.$holds(x)) ?? { __name__: 'NoneType' };
const names = new WeakMap();
let named = 0;
const id = (x) => { if (!names.has(x)) names.set(x, ++named); return names.get(x); };

// --- numbers as text -----------------------------------------------------------------------------

/** Whether what stands behind the digits kept is exactly one half of the last. */
const tied = (x, digits) => {
  if (Number.isInteger(x) || !Number.isInteger(x * 2 ** (digits + 1))) return false; // binary fractions end elsewhere
  const longer = x.toFixed(digits + 1); // all its digits
  return longer[longer.length - 1] === '5';
};
const even = (text) => '02468'.includes(text[text.length - 1]);
/** As Python's ".2f" has it: exact ties go to the even digit. */
const fixed = (x, digits) => {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'nan' : x < 0 ? '-inf' : 'inf';
  const sign = x < 0 || Object.is(x, -0) ? '-' : '', size = Math.abs(x);
  if (size >= 1e21) return sign + BigInt(size).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
  let text = size.toFixed(digits);
  if (tied(size, digits)) {
    const low = (Math.floor(size * 10 ** digits) / 10 ** digits).toFixed(digits);
    text = even(low) ? low : text === low ? (Number(low) + 10 ** -digits).toFixed(digits) : text;
  }
  return sign + text;
};
const scientific = (x, digits) => {
  if (!Number.isFinite(x)) return fixed(x, 0);
  let [mantissa, power] = x.toExponential(digits).split('e');
  const longer = x.toExponential(Math.min(100, digits + 1)); // a tie has no further digit
  if (!even(mantissa) && /5e/.test(longer) && Number(longer) === x) {
    const kept = x.toExponential(Math.min(100, digits + 60)).split('e');
    if (/^50*$/.test(kept[0].replace(/^-?\d\.?/, '').slice(digits))) {
      mantissa = kept[0].slice(0, kept[0].indexOf('.') + 1 + digits).replace(/\.$/, '');
      power = kept[1];
    }
  }
  const sign = power[0] === '-' ? '-' : '+', size = power.replace(/^[+-]/, '');
  return `${Object.is(x, -0) ? '-' : ''}${mantissa}e${sign}${size.padStart(2, '0')}`;
};
const general = (x, digits) => {
  if (!Number.isFinite(x)) return fixed(x, 0);
  digits = digits || 1;
  if (x === 0) return Object.is(x, -0) ? '-0' : '0';
  const power = Number(x.toExponential(digits - 1).split('e')[1]);
  if (power < -4 || power >= digits) {
    const [mantissa, tail] = scientific(x, digits - 1).split('e');
    return `${mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa}e${tail}`;
  }
  const text = fixed(x, digits - 1 - power);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};
const specs = new Map(); // each is taken apart once
const format = (x, spec) => {
  const found = specs.get(spec) ?? /^(?:(.)?([<>^]))?([+ ])?(0)?(\d+)?(,)?(?:\.(\d+))?([a-z%])?$/.exec(spec);
  if (!found) throw ValueError(`the format ${spec} is not known here`);
  specs.set(spec, found);
  const [, fill, align, sign, zero, width, comma, precision, kind] = found;
  let text;
  if (typeof x === 'string') text = precision ? x.slice(0, +precision) : x;
  else {
    const digits = precision === undefined ? 6 : +precision;
    if (kind === 'f') text = fixed(x, digits);
    else if (kind === 'e') text = scientific(x, digits);
    else if (kind === 'g' || (!kind && precision)) text = general(x, digits);
    else if (kind === '%') text = `${fixed(x * 100, digits)}%`;
    else text = str(x);
    if (comma) text = text.replace(/^(-?\d+)/, (head) => head.replace(/\B(?=(\d{3})+$)/g, ','));
    if (sign && !text.startsWith('-')) text = sign + text;
  }
  if (!width) return text;
  const room = +width, filler = fill ?? (zero ? '0' : ' ');
  const side = align ?? (typeof x === 'string' ? '<' : '>');
  if (side === '<') return text.padEnd(room, filler);
  if (side === '>') return text.padStart(room, filler);
  const left = Math.floor(Math.max(room - text.length, 0) / 2);
  return text.padStart(text.length + left, filler).padEnd(room, filler);
};
/** A number as Python's repr has a float. */
const shortest = (x) => {
  if (!Number.isFinite(x)) return fixed(x, 0);
  if (x === 0) return Object.is(x, -0) ? '-0.0' : '0.0';
  const [mantissa, power] = x.toExponential().split('e');
  if (+power < -4 || +power >= 16) return `${mantissa}e${power[0] === '-' ? '-' : '+'}${power.slice(1).padStart(2, '0')}`;
  const digits = mantissa.replace(/[-.]/g, ''), sign = x < 0 ? '-' : '', at = +power + 1;
  if (at <= 0) return `${sign}0.${'0'.repeat(-at)}${digits}`;
  if (digits.length <= at) return `${sign}${digits.padEnd(at, '0')}.0`;
  return `${sign}${digits.slice(0, at)}.${digits.slice(at)}`;
};
const repr = (x) => {
  if (x == null) return 'None';
  if (typeof x === 'boolean') return x ? 'True' : 'False';
  if (typeof x === 'number') return shortest(x);
  if (typeof x === 'string') {
    const quote = x.includes("'") && !x.includes('"') ? '"' : "'";
    return quote + x.replace(/\\/g, '\\\\').split(quote).join(`\\${quote}`).replace(/\n/g, '\\n') + quote;
  }
  if (Array.isArray(x)) return `[${x.map(repr).join(', ')}]`;
  if (x instanceof Dict) return `{${x.items().map(([k, v]) => `${repr(k)}: ${repr(v)}`).join(', ')}}`;
  if (x.__repr__) return x.__repr__();
  return String(x);
};
const text = (...parts) => parts.join('');

// --- arithmetic ----------------------------------------------------------------------------------

class Complex {
  constructor(re, im) { this.re = re; this.im = im; }
}
const complex = builtin('complex', fn((re = 0, im = 0) => {
  if (re instanceof Complex) return re;
  if (typeof re !== 'number' && typeof re !== 'boolean') throw TypeError_('complex() needs numbers');
  return new Complex(+re, im);
}, ['real', 'imag']), (x) => x instanceof Complex);
const lift = (x) => (x instanceof Complex ? x : new Complex(Number(x), 0));
const real = (x) => (x instanceof Complex ? x.re : typeof x === 'object' ? x.real : +x);
const imag = (x) => (x instanceof Complex ? x.im : typeof x === 'object' ? x.imag : 0);
const numeric = (a, b) => (typeof a !== 'object' && typeof b !== 'object');
const add = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string') return a + b;
  if (Array.isArray(a)) return [...a, ...b];
  if (numeric(a, b)) return Number(a) + Number(b);
  const x = lift(a), y = lift(b);
  return new Complex(x.re + y.re, x.im + y.im);
};
const sub = (a, b) => {
  if (numeric(a, b)) return a - b;
  if (a instanceof PySet) return new PySet([...a].filter((x) => !b.holds(x)));
  const x = lift(a), y = lift(b);
  return new Complex(x.re - y.re, x.im - y.im);
};
const mul = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (typeof a === 'string') return a.repeat(Math.max(b, 0));
  if (typeof b === 'string') return b.repeat(Math.max(a, 0));
  if (Array.isArray(a)) return Array.from({ length: b * a.length }, (_, i) => a[i % a.length]);
  if (numeric(a, b)) return a * b;
  const x = lift(a), y = lift(b);
  return new Complex(x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re);
};
const div = (a, b) => {
  if (numeric(a, b)) {
    if (Number(b) === 0) throw ZeroDivisionError('division by zero');
    return a / b;
  }
  const x = lift(a), y = lift(b); // as CPython divides
  if (Math.abs(y.re) >= Math.abs(y.im)) {
    if (y.re === 0) throw ZeroDivisionError('complex division by zero');
    const ratio = y.im / y.re, denom = y.re + y.im * ratio;
    return new Complex((x.re + x.im * ratio) / denom, (x.im - x.re * ratio) / denom);
  }
  const ratio = y.re / y.im, denom = y.re * ratio + y.im;
  return new Complex((x.re * ratio + x.im) / denom, (x.im * ratio - x.re) / denom);
};
const floordiv = (a, b) => {
  if (b === 0) throw ZeroDivisionError('division by zero');
  return Math.floor(a / b);
};
const mod = (a, b) => {
  if (b === 0) throw ZeroDivisionError('modulo by zero');
  const rest = a % b;
  return rest !== 0 && (rest < 0) !== (b < 0) ? rest + b : rest;
};
const pow = (a, b) => {
  if (a instanceof Complex || b instanceof Complex) return complexPow(lift(a), lift(b));
  if (a === 0 && b < 0) throw ZeroDivisionError('0.0 cannot be raised to a negative power');
  if (a < 0 && !Number.isInteger(b)) return complexPow(lift(a), lift(b));
  const value = exactPow(a, b);
  if (!Number.isFinite(value) && Number.isFinite(a) && Number.isFinite(b)) {
    throw OverflowError('Numerical result out of range');
  }
  return value;
};
const complexPow = (x, y) => {
  if (y.im === 0 && Number.isInteger(y.re) && Math.abs(y.re) <= 100) {
    const n = Math.abs(y.re);
    let mask = 1, power = x, result = new Complex(1, 0);
    for (; mask > 0 && n >= mask; mask *= 2, power = mul(power, power)) {
      if (Math.floor(n / mask) % 2) result = mul(result, power);
    }
    return y.re < 0 ? div(new Complex(1, 0), result) : result;
  }
  if (x.re === 0 && x.im === 0) return new Complex(0, 0);
  const size = Math.hypot(x.re, x.im), angle = Math.atan2(x.im, x.re);
  const length = exactPow(size, y.re) * Math.exp(-angle * y.im);
  const turned = angle * y.re + y.im * Math.log(size);
  return new Complex(length * Math.cos(turned), length * Math.sin(turned));
};
const neg = (x) => (x instanceof Complex ? new Complex(-x.re, -x.im) : -x);
const bitor = (a, b) => {
  if (a instanceof Dict) return new Dict([...a.items(), ...b.items()]);
  return a instanceof PySet ? new PySet([...a, ...b]) : a | b;
};
const bitand = (a, b) => (a instanceof PySet ? new PySet([...a].filter((x) => b.holds(x))) : a & b);
const iadd = (a, b) => { if (!Array.isArray(a)) return add(a, b); a.push(...b); return a; };
const ibitor = (a, b) => { if (!(a instanceof Dict)) return bitor(a, b); a.update(b); return a; };

// Sine, cosine and powers to the last digit, as a good C library has them: where an exploration shows
// what rounding does, one unit in the last place is a visible difference. Numbers are pairs of floats
// whose sum is meant (Dekker, Numerische Mathematik 18, 1971).
const SPLIT = 134217729;
const twoSum = (a, b) => { const s = a + b, t = s - a; return [s, (a - (s - t)) + (b - t)]; };
const twoProduct = (a, b) => {
  const p = a * b, c = SPLIT * a, d = SPLIT * b;
  const ah = c - (c - a), bh = d - (d - b), al = a - ah, bl = b - bh;
  return [p, ((ah * bh - p) + ah * bl + al * bh) + al * bl];
};
const dAdd = (x, y) => { const [s, e] = twoSum(x[0], y[0]); return twoSum(s, e + x[1] + y[1]); };
const dMul = (x, y) => { const [p, e] = twoProduct(x[0], y[0]); return twoSum(p, e + x[0] * y[1] + x[1] * y[0]); };
const dDivide = (x, n) => {
  const q = x[0] / n, r = dAdd(x, twoProduct(-q, n));
  return twoSum(q, r[0] / n);
};
const HALF_PI = [1.5707963267948966, 6.123233995736766e-17];
const HALF_PI_REST = -1.4973849048591833e-33;
const LN_2 = [0.6931471805599453, 2.3190468138462996e-17];
const series = (first, square, start) => {
  let term = first, total = first;
  for (let k = start; k < 40; k += 2) {
    term = dDivide(dMul(term, square), -k * (k + 1));
    total = dAdd(total, term);
    if (Math.abs(term[0]) < 1e-34) break;
  }
  return total;
};
const sine = (x, turn) => { // turn 0: sine, 1: cosine
  if (!Number.isFinite(x)) throw ValueError('math domain error');
  if (Math.abs(x) > 1e5) return turn ? Math.cos(x) : Math.sin(x);
  if (Math.abs(x) < 1e-9) return turn ? 1 : x; // to the last digit
  const k = Math.round(x / HALF_PI[0]);
  let r = dAdd([x, 0], twoProduct(-k, HALF_PI[0]));
  r = dAdd(r, twoProduct(-k, HALF_PI[1]));
  r = dAdd(r, [-k * HALF_PI_REST, 0]);
  const square = dMul(r, r), which = (((k + turn) % 4) + 4) % 4;
  const value = which % 2 ? series([1, 0], square, 1) : series(r, square, 2);
  return which > 1 ? -value[0] : value[0];
};
const dExp = (x) => {
  const k = Math.round(x[0] / LN_2[0]);
  let r = dAdd(x, twoProduct(-k, LN_2[0]));
  r = dAdd(r, twoProduct(-k, LN_2[1]));
  let term = [1, 0], total = [1, 0];
  for (let i = 1; i < 30 && Math.abs(term[0]) > 1e-33; i++) {
    term = dDivide(dMul(term, r), i);
    total = dAdd(total, term);
  }
  return [total, k];
};
const exactExp = (x) => {
  const plain = Math.exp(x);
  if (!(plain > 1e-290 && plain < 1e290)) return plain;
  const [value, k] = dExp([x, 0]);
  return value[0] * 2 ** k;
};
const dLog = (x) => {
  const first = Math.log(x), [value, k] = dExp([-first, 0]);
  const near = dAdd(dMul([x * 2 ** k, 0], value), [-1, 0]); // x · exp(−first) − 1, which is tiny
  return dAdd([first, 0], dAdd(near, dMul(near, [-near[0] / 2, 0])));
};
const exactPow = (a, b) => {
  if (b === 0 || a === 1) return 1;
  if (a === 0 || !Number.isFinite(a) || !Number.isFinite(b)) return a ** b;
  if (Number.isInteger(a) && Number.isInteger(b) && b > 0 && Math.abs(a) ** b <= Number.MAX_SAFE_INTEGER) return a ** b;
  const size = Math.abs(a), plain = size ** b;
  if (plain === 0 || !Number.isFinite(plain) || plain < 1e-290 || size < 1e-290) return a ** b;
  const [value, k] = dExp(dMul(dLog(size), [b, 0]));
  return (a < 0 && b % 2 !== 0 ? -1 : 1) * value[0] * 2 ** k;
};

// --- modules -------------------------------------------------------------------------------------

const real1 = (f, ok = () => true) => (x) => {
  if (!ok(x)) throw ValueError('math domain error');
  const value = f(x);
  if (!Number.isFinite(value) && Number.isFinite(x)) throw OverflowError('math range error');
  return value;
};
const math = {
  pi: Math.PI, e: Math.E, inf: Infinity, nan: NaN, tau: 2 * Math.PI,
  sqrt: real1(Math.sqrt, (x) => !(x < 0)), exp: real1(Math.exp), log1p: real1(Math.log1p, (x) => x > -1),
  log: real1(Math.log, (x) => x > 0), log10: real1(Math.log10, (x) => x > 0), log2: real1(Math.log2, (x) => x > 0),
  sin: (x) => sine(x, 0), cos: (x) => sine(x, 1), tan: Math.tan, tanh: Math.tanh, atan2: Math.atan2,
  hypot: Math.hypot, floor: Math.floor, ceil: Math.ceil,
  isclose: fn((a, b, rel = 1e-9, abs_ = 0) => a === b || Math.abs(a - b) <= Math.max(rel * Math.max(Math.abs(a), Math.abs(b)), abs_),
    ['a', 'b', 'rel_tol', 'abs_tol']),
  isnan: Number.isNaN, isinf: (x) => Math.abs(x) === Infinity, isfinite: Number.isFinite,
  copysign: (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)),
  radians: (x) => x * (Math.PI / 180), degrees: (x) => x * (180 / Math.PI),
  prod: (xs) => [...xs].reduce((a, b) => a * b, 1),
  fsum: (xs) => { let t = [0, 0]; for (const x of xs) t = dAdd(t, [x, 0]); return t[0]; },
  frexp: (x) => {
    if (x === 0 || !Number.isFinite(x)) return [x, 0];
    let power = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1), part = x * 2 ** -power;
    while (Math.abs(part) < 0.5) { part *= 2; power--; }
    while (Math.abs(part) >= 1) { part /= 2; power++; }
    return [part, power];
  },
  ldexp: (x, power) => x * 2 ** power,
};
const finite = (z) => {
  if (!Number.isFinite(z.re) || !Number.isFinite(z.im)) throw OverflowError('math range error');
  return z;
};
const cmath = {
  exp: (z) => {
    z = lift(z);
    const size = exactExp(z.re);
    return finite(z.im === 0 ? new Complex(size, z.im) : new Complex(size * sine(z.im, 1), size * sine(z.im, 0)));
  },
  log: (z) => {
    z = lift(z);
    if (z.re === 0 && z.im === 0) throw ValueError('math domain error');
    const big = Math.max(Math.abs(z.re), Math.abs(z.im)), small = Math.min(Math.abs(z.re), Math.abs(z.im));
    const size = Math.hypot(z.re, z.im); // close to 1, as CPython does it
    const re = size >= 0.71 && size <= 1.73 ? Math.log1p((big - 1) * (big + 1) + small * small) / 2 : Math.log(size);
    return new Complex(re, Math.atan2(z.im, z.re));
  },
  tanh: (z) => {
    z = lift(z);
    if (Math.abs(z.re) > 354) return new Complex(Math.sign(z.re), 4 * sine(z.im, 0) * sine(z.im, 1) * Math.exp(-2 * Math.abs(z.re)));
    const tx = Math.tanh(z.re), ty = Math.tan(z.im), cx = 1 / Math.cosh(z.re);
    const txty = tx * ty, denom = 1 + txty * txty;
    return new Complex(tx * (1 + ty * ty) / denom, ((ty / denom) * cx) * cx);
  },
  sin: (z) => { z = lift(z); return new Complex(sine(z.re, 0) * Math.cosh(z.im), sine(z.re, 1) * Math.sinh(z.im)); },
  cos: (z) => { z = lift(z); return new Complex(sine(z.re, 1) * Math.cosh(z.im), -sine(z.re, 0) * Math.sinh(z.im)); },
  sqrt: (z) => complexPow(lift(z), new Complex(0.5, 0)),
  phase: (z) => { z = lift(z); return Math.atan2(z.im, z.re); },
  isfinite: (z) => Number.isFinite(real(z)) && Number.isFinite(imag(z)),
};
const itertools = {
  pairwise: (xs) => { const all = [...xs]; return all.slice(1).map((x, i) => [all[i], x]); },
  product: kwfn((...lists) => {
    const repeat = keywords(lists).repeat ?? 1;
    let found = [[]];
    for (let i = 0; i < repeat; i++) for (const xs of lists) found = found.flatMap((head) => [...xs].map((x) => [...head, x]));
    return found;
  }),
  islice: (xs, ...bounds) => (bounds.length === 1 ? [...xs].slice(0, bounds[0]) : slice([...xs], ...bounds)),
  combinations: (xs, size) => {
    const all = [...xs];
    const from = (start, left) => (left === 0 ? [[]] : all.slice(start).flatMap((x, i) =>
      from(start + i + 1, left - 1).map((tail) => [x, ...tail])));
    return from(0, size);
  },
  accumulate: (xs) => { let total; return [...xs].map((x, i) => (total = i ? add(total, x) : x)); },
  starmap: (f, xs) => [...xs].map((each) => f(...each)),
  chain: (...lists) => lists.flatMap((xs) => [...xs]),
};
itertools.chain.from_iterable = (lists) => [...lists].flatMap((xs) => [...xs]);
const json = { dumps: kwfn((xs) => `[${xs.map((x) => JSON.stringify(x)).join(', ')}]`) };
const html = {
  escape: fn((words, quote = true) => {
    const plain = words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    return quote ? plain.replace(/"/g, '&quot;').replace(/'/g, '&#x27;') : plain;
  }, ['s', 'quote']),
};
const functools = {
  cache: (f) => {
    const kept = new Map();
    const own = (...given) => {
      const key = JSON.stringify(given);
      if (!kept.has(key)) kept.set(key, f(...given));
      return kept.get(key);
    };
    return fn(own, f.$names);
  },
};
const weakref = { WeakKeyDictionary: () => new Dict() };

// random.Random: the Mersenne Twister (Matsumoto and Nishimura, ACM TOMACS 8, 1998), seeded with a text as
// Python seeds it, by SHA-512 (FIPS 180-4).
const SHA_PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 80; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
})();
const root = (n, degree) => { // the first 64 bits of the fraction of a root of a whole number
  const wanted = BigInt(n) << BigInt(64 * degree);
  let low = 0n, high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= wanted) low = middle; else high = middle;
  }
  return BigInt.asUintN(64, low);
};
let shaFound = null;
const shaRoots = () => (shaFound ??= {
  K: SHA_PRIMES.map((p) => root(p, 3)), H: SHA_PRIMES.slice(0, 8).map((p) => root(p, 2)),
});
const sha512 = (data) => {
  const { K } = shaRoots(), H = [...shaRoots().H];
  const cut = (x) => BigInt.asUintN(64, x), turn = (x, by) => cut((x >> by) | (x << (64n - by)));
  const length = (Math.floor((data.length + 16) / 128) + 1) * 128, padded = new Uint8Array(length);
  padded.set(data);
  padded[data.length] = 128;
  new DataView(padded.buffer).setBigUint64(length - 8, BigInt(data.length * 8));
  const view = new DataView(padded.buffer);
  for (let at = 0; at < length; at += 128) {
    const w = [];
    for (let i = 0; i < 80; i++) {
      if (i < 16) { w.push(view.getBigUint64(at + 8 * i)); continue; }
      const a = w[i - 15], b = w[i - 2];
      w.push(cut(w[i - 16] + (turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n)) + w[i - 7] + (turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n))));
    }
    let [a, b, c, d, e, f, g, h] = H;
    for (let i = 0; i < 80; i++) {
      const one = cut(h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + ((e & f) ^ (cut(~e) & g)) + K[i] + w[i]);
      const two = cut((turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c)));
      [a, b, c, d, e, f, g, h] = [cut(one + two), a, b, c, cut(d + one), e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => { H[i] = cut(H[i] + x); });
  }
  const out = new Uint8Array(64);
  H.forEach((x, i) => new DataView(out.buffer).setBigUint64(8 * i, x));
  return out;
};
const Random = cls('Random', null, null, {
  __init__(seed) {
    const plain = new TextEncoder().encode(seed), whole = [...plain, ...sha512(plain)];
    const words = []; // the number that these bytes spell, in words of 32 bits, the lowest first
    for (let end = whole.length; end > 0; end -= 4) {
      words.push(whole.slice(Math.max(0, end - 4), end).reduce((n, byte) => n * 256 + byte, 0) >>> 0);
    }
    while (words.length > 1 && words[words.length - 1] === 0) words.pop();
    const mt = new Uint32Array(624);
    mt[0] = 19650218;
    for (let i = 1; i < 624; i++) mt[i] = Math.imul(1812433253, mt[i - 1] ^ (mt[i - 1] >>> 30)) + i;
    let i = 1, j = 0;
    const step = () => { if (++i >= 624) { mt[0] = mt[623]; i = 1; } };
    for (let k = Math.max(624, words.length); k; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1664525)) + words[j] + j;
      step();
      if (++j >= words.length) j = 0;
    }
    for (let k = 623; k; k--) {
      mt[i] = (mt[i] ^ Math.imul(mt[i - 1] ^ (mt[i - 1] >>> 30), 1566083941)) - i;
      step();
    }
    mt[0] = 0x80000000;
    this.mt = mt;
    this.at = 624;
  },
  word() {
    const mt = this.mt;
    if (this.at >= 624) {
      for (let i = 0; i < 624; i++) {
        const y = (mt[i] & 0x80000000) | (mt[(i + 1) % 624] & 0x7fffffff);
        mt[i] = mt[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.at = 0;
    }
    let y = mt[this.at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  },
  below(n) {
    const bits = n.toString(2).length;
    for (;;) { const r = this.word() >>> (32 - bits); if (r < n) return r; }
  },
  randrange(start, stop) { return stop === undefined ? this.below(start) : start + this.below(stop - start); },
  choice(xs) { const all = [...xs]; return all[this.below(all.length)]; },
  shuffle(xs) {
    for (let i = xs.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [xs[i], xs[j]] = [xs[j], xs[i]];
    }
    return null;
  },
}, {});
const random = { Random };
