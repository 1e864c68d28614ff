/* A draft on this device: what was typed comes back after a closed page, until it is sent or deleted. Contact data never. */

(() => {
  "use strict";

  const NAME = "lianxi:raise";
  const KEPT = ["what", "place", "grid"];
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  function read() {
    try {
      return JSON.parse(localStorage.getItem(NAME)) || {};
    } catch {
      return {}; // storage may be switched off
    }
  }

  function write(words) {
    try {
      if (Object.values(words).some(Boolean)) localStorage.setItem(NAME, JSON.stringify(words));
      else localStorage.removeItem(NAME);
    } catch {
      /* then there is no draft here; the server's is enough */
    }
  }

  if (document.querySelector("[data-sent-draft]") || new URLSearchParams(location.search).has("dropped")) write({});

  for (const form of all("form[data-keep]")) {
    const words = read();
    const fields = KEPT.map((name) => form.elements.namedItem(name)).filter(Boolean);
    for (const field of fields) {
      if (!field.value && words[field.name] && !form.querySelector(".has-error")) field.value = words[field.name];
      field.addEventListener("input", () => write({ ...read(), [field.name]: field.value }));
    }
  }

  for (const form of all("form[data-forget]")) form.addEventListener("submit", () => write({}));

  for (const place of all("[data-kept]")) place.hidden = !Object.values(read()).some(Boolean);
  for (const button of all("[data-forget-kept]")) {
    button.addEventListener("click", () => {
      write({});
      button.closest("[data-kept]").hidden = true;
    });
  }
})();
