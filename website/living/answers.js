// Guesses and quizzes on a page. Their answers come sealed, as in the notebook's package: a quiz's reply opens
// with the choice that it replies to, a guess's answer when there is a guess. No answer is on the page in words.

const bytesOf = (words) => new TextEncoder().encode(words);
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const SHA256_PRIMES = SHA_PRIMES.slice(0, 64);
const high = (n, degree) => Number(root(n, degree) >> 32n);

/** SHA-256 (FIPS 180-4), from a state that may have taken in a first block already. */
const sha256 = (() => {
  const K = Int32Array.from(SHA256_PRIMES, (p) => high(p, 3));
  const start = Int32Array.from(SHA256_PRIMES.slice(0, 8), (p) => high(p, 2));
  const w = new Int32Array(64);
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  /** Take the sixteen words at the start of `w` into a state. Whole numbers of 32 bits stay so all the way. */
  const take = (H) => {
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      const small = ((turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))) | 0;
      w[i] = (((w[i - 16] + w[i - 7]) | 0) + small) | 0;
    }
    let a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
    for (let i = 0; i < 64; i++) {
      const mixed = ((turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g))) | 0;
      const one = (((h + mixed) | 0) + ((K[i] + w[i]) | 0)) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    H[0] += a; H[1] += b; H[2] += c; H[3] += d; H[4] += e; H[5] += f; H[6] += g; H[7] += h;
  };
  const block = (H, data, at) => {
    for (let i = 0, j = at; i < 16; i++, j += 4) {
      w[i] = (data[j] << 24) | (data[j + 1] << 16) | (data[j + 2] << 8) | data[j + 3];
    }
    take(H);
  };
  /** The digest of some bytes; `before` is a state after whole blocks, `taken` how many bytes those were. */
  const digest = (data, before = start, taken = 0) => {
    const H = Int32Array.from(before), size = (Math.floor((data.length + 8) / 64) + 1) * 64;
    const padded = new Uint8Array(size);
    padded.set(data);
    padded[data.length] = 128;
    new DataView(padded.buffer).setUint32(size - 4, (data.length + taken) * 8);
    for (let at = 0; at < size; at += 64) block(H, padded, at);
    return digest.bytes(H);
  };
  digest.after = (data) => { const H = Int32Array.from(start); block(H, data, 0); return H; };
  digest.bytes = (H) => {
    const out = new Uint8Array(32), view = new DataView(out.buffer);
    H.forEach((x, i) => view.setInt32(4 * i, x));
    return out;
  };
  /** The state becomes what follows on `before`, which took in one block, and on the state's own 32 bytes. */
  digest.chain = (H, before) => {
    for (let i = 0; i < 8; i++) { w[i] = H[i]; H[i] = before[i]; }
    w[8] = 1 << 31;
    for (let i = 9; i < 15; i++) w[i] = 0;
    w[15] = (64 + 32) * 8;
    take(H);
  };
  return digest;
})();

/** HMAC with SHA-256 (RFC 2104) for one key. */
const hmac = (key) => {
  const padded = new Uint8Array(64);
  padded.set(key.length > 64 ? sha256(key) : key);
  const inner = sha256.after(padded.map((x) => x ^ 0x36)), outer = sha256.after(padded.map((x) => x ^ 0x5c));
  const mac = (data) => sha256(sha256(data, inner, 64), outer, 64);
  /** The same for the 32 bytes of a state, in place: nothing is made anew in thousands of rounds. */
  mac.chain = (H) => { sha256.chain(H, inner); sha256.chain(H, outer); };
  return mac;
};
/** PBKDF2 with HMAC-SHA-256 (RFC 8018), one block. */
const pbkdf2 = (password, salt, rounds) => {
  const mac = hmac(password), first = new DataView(mac(joined(salt, [0, 0, 0, 1])).buffer);
  const last = Int32Array.from({ length: 8 }, (_, i) => first.getInt32(4 * i)), key = last.slice();
  for (let i = 1; i < rounds; i++) {
    mac.chain(last);
    for (let j = 0; j < 8; j++) key[j] ^= last[j];
  }
  return sha256.bytes(key);
};

/** SHAKE-256 (FIPS 202). */
const shake256 = (data, size) => {
  const MASK = (1n << 64n) - 1n, rate = 136, A = new Array(25).fill(0n);
  const turn = (x, by) => (by ? ((x << by) | (x >> (64n - by))) & MASK : x);
  const rounds = () => {
    let r = 1; // the register that makes the round constants
    for (let round = 0; round < 24; round++) {
      const C = [0, 1, 2, 3, 4].map((x) => A[x] ^ A[x + 5] ^ A[x + 10] ^ A[x + 15] ^ A[x + 20]);
      const D = C.map((_, x) => C[(x + 4) % 5] ^ turn(C[(x + 1) % 5], 1n));
      for (let i = 0; i < 25; i++) A[i] ^= D[i % 5];
      let [x, y] = [1, 0], moved = A[1];
      for (let t = 0; t < 24; t++) {
        [x, y] = [y, (2 * x + 3 * y) % 5];
        const here = A[x + 5 * y];
        A[x + 5 * y] = turn(moved, BigInt((((t + 1) * (t + 2)) / 2) % 64));
        moved = here;
      }
      for (let row = 0; row < 25; row += 5) {
        const B = A.slice(row, row + 5);
        for (let i = 0; i < 5; i++) A[row + i] = B[i] ^ (~B[(i + 1) % 5] & MASK & B[(i + 2) % 5]);
      }
      for (let j = 0; j < 7; j++) {
        if (r & 1) A[0] ^= 1n << BigInt((1 << j) - 1);
        r = (r << 1) ^ ((r >> 7) * 0x171);
      }
    }
  };
  const padded = new Uint8Array((Math.floor(data.length / rate) + 1) * rate);
  padded.set(data);
  padded[data.length] ^= 0x1f;
  padded[padded.length - 1] ^= 0x80;
  for (let at = 0; at < padded.length; at += rate) {
    for (let i = 0; i < rate; i++) A[i >> 3] ^= BigInt(padded[at + i]) << BigInt(8 * (i % 8));
    rounds();
  }
  const out = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    if (i && i % rate === 0) rounds();
    out[i] = Number((A[(i % rate) >> 3] >> BigInt(8 * (i % 8))) & 255n);
  }
  return out;
};

/** Open what `backpass.sealing` sealed; null where the key is another one. */
const unseal = (key, sealed) => {
  const raw = Uint8Array.from(atob(sealed), (c) => c.charCodeAt(0)), tag = raw.slice(0, 32), body = raw.slice(32);
  if (hmac(key)(body).some((byte, i) => byte !== tag[i])) return null;
  const noise = shake256(key, body.length);
  return JSON.parse(new TextDecoder().decode(body.map((byte, i) => byte ^ noise[i])));
};

/** The choice that is meant: on a page it comes from a list. */
const chosen = fn((value, choices) => (choices.includes(value) ? value : null), ['value', 'choices']);

/** The number that a text says, as `backpass.questions.as_typed.number` reads it; null where it says none. */
function numberTyped(text) {
  let plain = text.normalize('NFKC').replace(/[\u2212\u2013\u2010\u2011]/g, '-').replaceAll('\u2044', '/').trim()
    .replace(/\s|_|^(?:about|~|\u2248)|[?.]$/gi, '');
  if (plain.split(',').length === 2 && !plain.includes('.')) plain = plain.replace(',', '.');
  const found = /^([+-]?)([0-9.]+(?:e[+-]?[0-9]+)?)(?:(?:\^|\*\*)([+-]?[0-9]{1,3})|\/([+-]?[0-9.]+))?(%?)$/i.exec(plain);
  if (!found) return null;
  const size = Number(found[2]) ** Number(found[3] ?? 1) / Number(found[4] ?? 1);
  const number = (size * (found[1] === '-' ? -1 : 1)) / (found[5] ? 100 : 1);
  return Number.isFinite(number) ? number : null;
}

/** The number that is meant, as `backpass.guess.compare` takes it: of what is asked in per cent, 99 % is 99. */
function numberMeant(text, right) {
  const number = numberTyped(text);
  if (number === null || !text.normalize('NFKC').trimEnd().endsWith('%')) return number;
  return Math.abs(100 * number - right) < Math.abs(number - right) ? 100 * number : number;
}

/** A panel with words, as a check shows them. */
function panel(place, right, title, lines) {
  const coded = (line) => line.split('`').map((part, i) => (i % 2 ? element('code', {}, part) : part));
  place.className = `bp-reply ${right === null ? 'bp-open' : right ? 'bp-right' : 'bp-wrong'}`;
  const mark = right === null ? '○ ' : right ? '✓ ' : '✗ ';
  place.replaceChildren(
    element('div', { class: 'bp-reply-title' }, element('span', { 'aria-hidden': 'true' }, mark), ...coded(title)),
    ...lines.map((line) => element('div', {}, ...coded(line))),
  );
}

/** Make the page's guesses and quizzes answer. */
function ask(foreseen) {
  const guess = (place) => {
    const { guess: name, sealed, about } = place.dataset;
    const opened = () => {
      const [value, within, choices, say] = unseal(sha256(bytesOf(`guess: ${name}`)), sealed);
      return foreseen.Answer(value, within, choices, say);
    };
    const choices = opened().choices;
    const box = choices.length
      ? element('select', {}, element('option', { value: '' }, '…'), ...choices.map((each) => element('option', { value: each }, each)))
      : element('input', { type: 'text', inputmode: 'text', size: 8, autocomplete: 'off' });
    const reply = element('div', { role: 'status' });
    const answer = (event) => {
      event.preventDefault();
      const typed = box.value.trim();
      if (choices.length) {
        if (typed) { const heard = foreseen.word(opened(), typed); panel(reply, heard.foreseen, heard.title, heard.lines); }
        else panel(reply, null, tell('Choose a word first.'), []);
        return;
      }
      const held = opened(), number = numberMeant(typed, held.value);
      if (number === null) { panel(reply, null, tell('A number belongs here, like 2.5.'), []); return; }
      const heard = foreseen.number(held, number);
      panel(reply, heard.foreseen ? true : null, heard.title, heard.lines);
    };
    place.replaceChildren(
      element('form', { class: 'bp-form', onsubmit: answer },
        element('label', {}, `${tell('Your guess:')} ${about} `, box), ' ', element('button', { type: 'submit' }, tell('Guess'))),
      reply,
    );
  };
  const quiz = (place) => {
    const { quiz: name } = place.dataset, replies = JSON.parse(place.dataset.sealed);
    const reply = element('div', { role: 'status' });
    const choose = (letter) => {
      const opened = unseal(pbkdf2(bytesOf(letter), bytesOf(name), +place.dataset.rounds), replies[letter]);
      panel(reply, opened.right, opened.right ? tell('{letter} is right.', new Keywords({ letter })) : tell('{letter} is not it.', new Keywords({ letter })), [opened.why]);
    };
    place.replaceChildren(
      element('fieldset', { class: 'bp-form' }, element('legend', {}, tell('Your answer:')),
        ...Object.keys(replies).map((letter) => element('button', { type: 'button', onclick: () => choose(letter) }, letter))),
      reply,
    );
  };
  const look = () => {
    document.querySelectorAll('[data-guess]').forEach(guess);
    document.querySelectorAll('[data-quiz]').forEach(quiz);
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', look); else look();
}
