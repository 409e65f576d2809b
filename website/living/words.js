// Sentences in the page's language, as `backpass.languages.tell` says them in a notebook.

/** The page's language; its sentences by their English; for Korean, what `backpass.languages.particles` knows. */
const SPOKEN = { code: 'en', words: {}, particles: null };

const last_sound = (word) => {
  const { digits, zeros, groups, letters, endings, words, signs } = SPOKEN.particles;
  let bare = word.replace(/[₀-₉]/g, (sign) => sign.charCodeAt(0) - 0x2080).replace(/[`'"”’」』*_ \u00a0]+$/, '');
  while (/[)\]}…]$/.test(bare)) bare = bare.slice(0, -1).replace(/[`'"”’」』*_ \u00a0([{]+$/, '');
  if (/[0-9]\.$/.test(bare)) bare = bare.slice(0, -1);
  const last = bare.slice(-1);
  if (!last) return '';
  if (last >= '가' && last <= '힣') return ' ㄱㄱㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ'[(last.charCodeAt(0) - 0xac00) % 28];
  if (last in signs) return signs[last];
  if (/[0-9]/.test(last)) {
    const whole = /[\d,]*\.?\d+$/.exec(bare)[0].replaceAll(',', '');
    const none = /0*$/.exec(whole)[0].length;
    if (whole.includes('.') || whole.startsWith('0') || !none) return digits[last];
    return none < 4 ? zeros[none] : groups[none - none % 4] ?? ' ';
  }
  if (/[A-Za-z]/.test(last)) {
    const spelt = /[A-Za-z]+$/.exec(bare)[0], name = spelt.toLowerCase();
    if (name in words) return words[name];
    if (name.length > 2 && spelt !== spelt.toUpperCase()) {
      for (const end of [name.slice(-3), name.slice(-2)]) if (end in endings) return endings[end];
    }
    return letters[name.slice(-1)] ?? ' ';
  }
  return /\p{L}/u.test(last) ? ' ' : '';
};
/** A Korean text in which each pair of particles has become the right one. */
const settled = (text) => {
  let done = '', rest = text;
  for (let found; (found = /은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로|\(이\)/.exec(rest)); rest = rest.slice(found.index + found[0].length)) {
    done += rest.slice(0, found.index);
    const sound = last_sound(done.slice(-80)), [after, open] = SPOKEN.particles.pairs[found[0]];
    done += sound.trim() && !(found[0] === '(으)로' && sound === 'ㄹ') ? after : open;
  }
  return done + rest;
};
/** A sentence in the page's language, its places filled. */
const tell = kwfn((sentence, ...given) => {
  const places = keywords(given), other = SPOKEN.words[sentence] ?? sentence;
  const filled = other.replace(/\{([a-z_]\w*)\}/gi, (all, name) => (name in places ? str(places[name]) : all));
  return SPOKEN.particles ? settled(filled) : filled;
});
