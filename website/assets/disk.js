// On disk a folder shows its list of files: there, links lead to the page in it.
if (location.protocol === 'file:') {
  addEventListener('click', ({ target }) => {
    const link = target.closest?.('a[href]');
    if (link?.protocol === 'file:' && link.pathname.endsWith('/')) link.pathname += 'index.html';
  });
}
