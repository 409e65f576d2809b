// Light or dark: as the system says, until the reader chooses. Without this script, as the system says.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem("backpass-theme");
    } catch {
      return null; // a browser that keeps nothing
    }
  };
  if (["light", "dark"].includes(kept())) root.dataset.theme = kept();
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
    const show = () => {
      button.textContent = isDark() ? button.dataset.light : button.dataset.dark;
    };
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      try {
        localStorage.setItem("backpass-theme", root.dataset.theme);
      } catch {
        // then it lasts as long as the page
      }
      show();
    });
    system.addEventListener("change", show);
    show();
    button.hidden = false;
  });
})();
