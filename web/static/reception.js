/* The reception desk without a mouse and on a weak network: keys, a draft on this device, and what was kept when a
   sending failed. The form works without any of it. Contact data and codes live in the tab only, until the visitor leaves;
   everything is gone when the day is closed or another person's page is opened. */

(() => {
  "use strict";

  const PRIVATE = ["reporter_name", "reporter_phone", "reporter_email", "kept", "visitor"];
  const PASSED = ["csrf_token", "version"];
  const one = (selector) => document.querySelector(selector);
  const form = () => one("#desk-form");
  const mark = (id) => `desk:${document.body.dataset.person}:${id}`;
  let leaving = false; // the visitor has left: an answer that settles only now may not bring them back
  const read = (store, name) => {
    try { return JSON.parse(store.getItem(name)); } catch { return null; }
  };

  /* --- the draft: words and the form's key for a crash or a dead battery, the person's own data for a reload only --- */

  function parts() {
    const words = {}, own = {};
    for (const [name, value] of new FormData(form())) {
      if (PASSED.includes(name) || value instanceof File) continue;
      const into = PRIVATE.includes(name) ? own : words;
      into[name] = name === "kept" ? [...(into[name] || []), value] : value;
    }
    return { words, own };
  }

  function keep() {
    if (leaving) return;
    const desk = one("#desk"), { words, own } = parts();
    localStorage.setItem(mark(desk.dataset.desk), JSON.stringify({ day: desk.dataset.day, ...words }));
    sessionStorage.setItem(mark(desk.dataset.desk), JSON.stringify(own));
  }

  function forget(id, store = null) {
    for (const each of store ? [store] : [localStorage, sessionStorage]) each.removeItem(mark(id));
  }

  /* Drafts of other days and of other people who used this device. */
  function sweep(id) {
    for (const store of [localStorage, sessionStorage]) {
      const names = Object.keys(store).filter((name) => name.startsWith("desk:"));
      for (const name of names) if (name !== mark(id)) store.removeItem(name);
    }
  }

  function fill(given) {
    for (const [name, value] of Object.entries(given || {})) {
      const field = form().elements.namedItem(name);
      if (field && name !== "kept" && name !== "day") field.value = value;
    }
  }

  const typed = (words) => Boolean(words && (words.what || words.place || words.category || words.answer));

  async function restore() {
    const { desk: id, day, again } = one("#desk").dataset;
    const words = read(localStorage, mark(id)), own = read(sessionStorage, mark(id));
    if (form().querySelector(".has-error") || form().elements.what.value) return; // the server's answer is newer
    if (words && words.day !== day) return forget(id);
    if (own && own.kept && !one("#slip")) {
      const values = { ...own, csrf_token: form().elements.csrf_token.value };
      await htmx.ajax("POST", again, { source: "#desk", target: "#desk", select: "#desk", swap: "outerHTML", values });
    }
    if (!typed(words)) return;
    fill(own);
    fill(words);
    say("restored");
  }

  /* --- what became of a sending --- */

  function say(what, status = "") {
    const place = one("#desk-state");
    place.hidden = !what;
    place.textContent = what ? place.dataset[what].replace("{status}", status) : "";
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "desk") return;
    if (event.detail.xhr.status === 422) Object.assign(event.detail, { shouldSwap: true, isError: false });
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.xhr && event.target.id === "desk") ready(event.detail.xhr.status);
  });

  function failed(event, what) {
    if (event.detail.elt.id !== "desk-form" && !event.detail.elt.closest("#desk-form")) return;
    if (event.detail.elt.id === "similar") return; // suggestions are a courtesy
    keep();
    say(what, event.detail.xhr ? event.detail.xhr.status : "");
  }

  document.addEventListener("htmx:sendError", (event) => failed(event, "offline"));
  document.addEventListener("htmx:timeout", (event) => failed(event, "late"));
  document.addEventListener("htmx:responseError", (event) => failed(event, "broken"));

  /* --- keys --- */

  const pressed = { KeyN: "[data-next]", KeyJ: "[data-jot]", KeyP: "[data-slip]" };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !form()) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form().requestSubmit();
    } else if (event.key === "F1") {
      event.preventDefault();
      one("#keys").showModal();
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      const nth = /^Digit([1-5])$/.exec(event.code);
      const button = one(nth ? `[data-join="${nth[1]}"]` : pressed[event.code] || "#none");
      if (!button) return;
      event.preventDefault();
      button.click();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-slip]")) window.print();
    if (!event.target.closest("#desk [data-next]")) return;
    leaving = true;
    forget(one("#desk").dataset.desk);
  });
  window.addEventListener("pageshow", () => { leaving = false; });

  /* --- ready for the next --- */

  function ready(status) {
    for (const hidden of document.querySelectorAll("#desk .desk-key, #desk [data-slip]")) hidden.hidden = false;
    if (status === 201 && !leaving) {
      forget(one("#desk").dataset.desk);
      sessionStorage.setItem(mark(one("#desk").dataset.desk), JSON.stringify(parts().own));
    }
    const first = form().querySelector(".has-error textarea, .has-error input, #what");
    if (first) first.focus();
  }

  const closed = one("[data-forget]");
  if (closed) forget(closed.dataset.forget);
  if (!form()) return;
  sweep(one("#desk").dataset.desk);
  document.addEventListener("input", (event) => event.target.closest("#desk-form") && keep());
  ready(0);
  restore();
})();
