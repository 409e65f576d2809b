// The memory of a Python that has started, taken while the site was built: it spares the start. Where the line is
// so slow that it would take longer to come than it spares, Python starts by itself.

/**
 * The memory at an address, unpacked; null where there is none, or where it would come too late.
 *
 * ask: what fetches it. tell: is told how many bytes have come, and Infinity where no more will come.
 * patience: milliseconds that may still be missing, at the pace so far. Before a third of them has passed, no pace
 * is known; where no byte has come or its length is not said, all of them may pass.
 */
export const memory = async (url, { ask, tell, patience = 3000 }) => {
  const stop = new AbortController(), begun = performance.now();
  let came = 0, all = 0;
  const missing = () => {
    const passed = performance.now() - begun;
    if (passed < patience / 3) return 0;
    if (came && all) return passed * (all / came - 1);
    return passed < patience ? 0 : Infinity;
  };
  // not only when a piece comes in: a line may fall silent
  const watch = setInterval(() => { if (missing() > patience) stop.abort(); }, patience / 15);
  try {
    const response = await ask(url, { signal: stop.signal });
    if (!response.ok) return null;
    all = +response.headers.get('Content-Length');
    const counted = new TransformStream({
      transform(piece, to) { came += piece.length; tell(came); to.enqueue(piece); },
    });
    const body = response.body.pipeThrough(counted).pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(body).arrayBuffer());
  } catch (problem) {
    if (!stop.signal.aborted) console.warn(`Python starts by itself: ${problem}`);
    tell(Infinity);
    return null;
  } finally {
    clearInterval(watch);
  }
};
