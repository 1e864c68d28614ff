/* Comfort for pages that already work without it: where one goes on, large text, drafts, one sending per form, menus that close. */

(() => {
  "use strict";

  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));

  /* --- what opens the sheet of keys without a key --- */

  for (const opener of all("[data-opens]")) {
    opener.hidden = false;
    opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
  }

  /* --- a revealed contact: gone from the screen when its time is over --- */

  for (const shown of all("[data-until]")) {
    setTimeout(() => shown.remove(), Math.max(0, Date.parse(shown.dataset.until) - Date.now()));
  }

  /* --- large text: a cookie, so that the next page is drawn large at once --- */

  for (const form of all("form[data-large]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const large = root.classList.toggle("large");
      document.cookie = `text=${large ? "large" : "normal"}; path=/; max-age=31536000; samesite=lax`;
      for (const other of all("form[data-large]")) {
        const button = other.querySelector("button");
        button.setAttribute("aria-pressed", String(large));
        other.querySelector("[name=text]").value = large ? "normal" : "large";
      }
    });
  }

  /* --- where one goes on: at the first answer to change, the line one was at, or the sentence of what was done --- */

  const PRESSED = "pressed"; // a press on one line of several: afterwards one is at that line again, or at the next
  const alike = (action) => all("main form[method=post] button[aria-label]").filter((one) => one.form.action === action);
  const about = (button) => [...new FormData(button.form)].filter(([name]) => name !== "csrf_token").join(); // two may be called alike

  function again() {
    const came = recall();
    if (!came || came.at !== location.pathname) return null;
    const left = alike(came.action);
    return left.find((one) => about(one) === came.about) || left[Math.min(came.nth, left.length - 1)];
  }

  function recall() {
    try {
      const came = sessionStorage.getItem(PRESSED);
      sessionStorage.removeItem(PRESSED);
      return JSON.parse(came);
    } catch {
      return null; // storage may be switched off
    }
  }

  document.addEventListener("submit", ({ submitter: button }) => {
    if (!button?.matches("main form[method=post] button[aria-label]")) return;
    const { action } = button.form;
    const place = { at: location.pathname, action, about: about(button), nth: alike(action).indexOf(button) };
    sessionStorage.setItem(PRESSED, JSON.stringify(place));
  });

  const wrong = document.querySelector("main .has-error :is(input:not([type=hidden]), textarea, select), main [aria-invalid=true]");
  const told = document.querySelector(".notices > .notice");
  const next = wrong || again() || told;
  if (next === told) told?.setAttribute("tabindex", "-1");
  if (document.activeElement === document.body) next?.focus({ preventScroll: next === told }); // the desk has a place of its own

  /* --- drafts: what was typed survives a closed page, on this device, for this person, until it is sent --- */

  const kept = (form) => all("input, textarea, select", form).filter(
    (field) => field.name && !["hidden", "password", "file", "submit"].includes(field.type) && !field.dataset.private);
  const mark = (form) => `draft:${document.body.dataset.person || ""}:${form.dataset.draft}`;
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

  function save(form) {
    const words = kept(form).map((field) => [field.name, isChoice(field) ? field.value : "", isChoice(field) ? field.checked : field.value]);
    sessionStorage.setItem(mark(form), JSON.stringify(words));
  }

  function restore(form) {
    const words = JSON.parse(sessionStorage.getItem(mark(form)) || "null");
    if (!words || form.querySelector(".has-error")) return; // the server's answer is newer than the draft
    for (const [name, value, is] of words) {
      const field = kept(form).find((one) => one.name === name && (!isChoice(one) || one.value === value));
      if (field && isChoice(field)) field.checked = is;
      else if (field && is && !field.value) field.value = is;
      if (field && is) field.closest("details")?.setAttribute("open", ""); // what was typed is not hidden
    }
  }

  for (const form of all("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("submit", () => sessionStorage.removeItem(mark(form)));
  }

  /* --- one sending per form: a second press does nothing until the page comes back; after a file (data-file) it never does --- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "file" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of all("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of all("button[aria-disabled]", form)) button.removeAttribute("aria-disabled");
    }
  });

  /* --- menus close on Escape and on a press elsewhere --- */

  const shut = (except) => all("details.menu[open]").forEach((menu) => except && menu.contains(except) || menu.removeAttribute("open"));
  document.addEventListener("click", (event) => shut(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (!menu) return;
    shut();
    menu.querySelector("summary").focus();
  });

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
})();
