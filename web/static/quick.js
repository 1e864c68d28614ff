/* Ctrl+Enter sends a form marked data-quick; the first field is ready for typing. Without it everything works with Tab. */

(() => {
  "use strict";

  const form = document.querySelector("form[data-quick]");
  if (!form) return;
  for (const hint of form.querySelectorAll(".desk-key")) hint.hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  const first = form.querySelector(".has-error textarea, .has-error input, textarea");
  if (first && !location.hash) first.focus();
})();
