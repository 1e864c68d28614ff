/* The keys of an officer's pages: to search, to go, to what is to be done, to what a question means, to move an item. */

(() => {
  "use strict";

  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  /* --- keys: / search, g then t i m r, n, a for what is to be done here, ? --- */

  const typing = (place) => place.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
  let going = 0; // until when a letter after g counts

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    const goes = Date.now() < going;
    going = event.key === "g" ? Date.now() + 1500 : 0;
    const target = find(event.key, goes);
    if (!target) return;
    event.preventDefault();
    if (target.matches("dialog")) target.showModal();
    else if (event.key === "/" || event.key === "a") target.focus();
    else target.click();
  }

  function find(key, goes) {
    if (goes && /^[a-z]$/.test(key)) return document.querySelector(`[data-go="${key}"]`);
    if (key === "/") return document.getElementById("search");
    if (key === "?") return document.getElementById("keys");
    if (key === "a") return todo();
    return key === "n" ? document.querySelector('[data-key="n"]') : null;
  }

  /* The first thing one can fill in or press: of what must be seen to before, the act of a page, its form, its list. */
  const PLACES = [".notice-heed", ".act form", ".minutes-form", ".act-first", ":is(form.single, .single form.card-body)", "table.rows tbody", ".head-acts", ".card"];
  const shown = (one) => (one.checkVisibility ? one.checkVisibility() : one.getClientRects().length > 0); // not what is folded
  const usable = (one) => shown(one) && (one.type !== "radio" || one.checked || !one.form?.querySelector(`[name="${one.name}"]:checked`));
  const todo = () => PLACES.flatMap((place) => all(`main ${place} :is(input:not([type=hidden]), textarea, select, button, a)`)).find(usable);

  document.addEventListener("keydown", press);

  /* --- what a question means: F1 in its field, so that no "?" stands between two answers; the desk's F1 shows its keys --- */

  const helps = all(".field").filter((field) => !field.closest("#desk") && field.querySelector("details.help"));
  for (const field of helps) field.querySelector("details.help > summary").tabIndex = -1;
  document.addEventListener("keydown", (event) => {
    const field = event.key === "F1" && event.target.closest(".field");
    if (!field || !helps.includes(field)) return;
    event.preventDefault();
    field.querySelector("details.help").toggleAttribute("open");
  });

  /* --- an agenda: alt and an arrow move the item the focus is in --- */

  document.addEventListener("keydown", (event) => {
    const to = event.altKey && { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const button = to && event.target.closest("[data-item]")?.querySelector(`[data-move="${to}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
})();
