// A picture is not put up anew at each step of a slider: what its new markup says otherwise than the old is changed
// in the elements that stand there, and only where elements come or go are some made or taken away. The browser then
// styles, lays out and paints what changed.

const SVG = 'http://www.w3.org/2000/svg';
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" };
/** Words that Python's html.escape has written. */
const unescaped = (words) =>
  (words.includes('&') ? words.replace(/&(amp|lt|gt|quot|#x27);/g, (_, name) => ENTITIES[name]) : words);
const attributesOf = (head) => new Map(Array.from(head.matchAll(/ ([^ =]+)="([^"]*)"/g), ([, name, value]) => [name, value]));
/** What may be changed into one another: elements of one name, and apart from them those that a film shows and hides. */
const kindOf = (head) => {
  const gap = head.indexOf(' '), name = gap < 0 ? head : head.slice(0, gap);
  return / data-(from|at)="/.test(head) ? `${name} in a film` : name;
};
/** Markup of a picture as a tree; a piece of text is a branch of kind "". */
const grown = (markup) => {
  const root = { kind: 'picture', head: '', branches: [], node: null }, open = [root];
  let at = root;
  for (const piece of markup.split('<')) {
    const end = piece.indexOf('>');
    if (end < 0) continue; // before the first element
    if (piece[0] === '/') {
      open.pop();
      at = open[open.length - 1];
    } else {
      const alone = piece[end - 1] === '/', head = piece.slice(0, alone ? end - 1 : end);
      const made = { kind: kindOf(head), head, branches: [], node: null };
      at.branches.push(made);
      if (!alone) open.push(at = made);
    }
    if (end + 1 < piece.length) at.branches.push({ kind: '', head: piece.slice(end + 1), branches: [], node: null });
  }
  return root;
};
/** A tree, and the nodes of a page that have been made of the same markup. */
const rooted = (tree, node) => {
  tree.node = node;
  tree.branches.forEach((branch, i) => rooted(branch, node.childNodes[i]));
  return tree;
};
/** A new node for a tree, with all that hangs on it. */
const sprouted = (tree) => {
  if (!tree.kind) { tree.node = document.createTextNode(unescaped(tree.head)); return tree.node; }
  tree.node = document.createElementNS(SVG, tree.kind.split(' ', 1)[0]);
  for (const [name, value] of attributesOf(tree.head)) tree.node.setAttribute(name, unescaped(value));
  tree.node.append(...tree.branches.map(sprouted));
  return tree.node;
};
/** Change the nodes of a tree to what another of the same kind says; they are the other's from then on. */
const renew = (old, tree) => {
  const { node } = old, was = old.branches, is = tree.branches;
  tree.node = node;
  if (old.head !== tree.head) {
    if (!tree.kind) node.data = unescaped(tree.head); else renewAttributes(node, old.head, tree.head);
  }
  const most = Math.min(was.length, is.length);
  let first = 0, last = 0; // how many stay at the beginning and at the end
  for (; first < most && was[first].kind === is[first].kind; first += 1) renew(was[first], is[first]);
  for (; last < most - first && was[was.length - 1 - last].kind === is[is.length - 1 - last].kind; last += 1) {
    renew(was[was.length - 1 - last], is[is.length - 1 - last]);
  }
  for (const gone of was.slice(first, was.length - last)) gone.node.remove();
  const next = last ? is[is.length - last].node : null;
  for (const come of is.slice(first, is.length - last)) node.insertBefore(sprouted(come), next);
  return tree;
};
/** Most often no attribute comes or goes: cut at the quotation marks, both heads have the same names in the same places. */
const renewAttributes = (node, before, now) => {
  const was = before.split('"'), is = now.split('"');
  if (was.length === is.length && was.every((part, i) => i % 2 || part === is[i])) {
    for (let i = 1; i < is.length; i += 2) {
      if (was[i] !== is[i]) node.setAttribute(is[i - 1].slice(is[i - 1].lastIndexOf(' ') + 1, -1), unescaped(is[i]));
    }
    return;
  }
  const old = attributesOf(before), all = attributesOf(now);
  for (const [name, value] of all) if (old.get(name) !== value) node.setAttribute(name, unescaped(value));
  for (const name of old.keys()) if (!all.has(name)) node.removeAttribute(name);
};
