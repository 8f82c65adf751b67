/* A form that is sent when the session has run out is not lost: what was typed stays in this tab
   (sessionStorage) for 15 minutes, and is put back into the same form of the same address when the
   same user has logged in again. Nothing of it is kept on the server; log-out clears it. Files and
   passwords are not kept. A record that somebody else has changed meanwhile is still refused: the
   version that was read goes along. Without this script the server shows what was typed. */
(() => {
  const KEY = "heimveg-form", LONGEST = 15 * 60 * 1000, SOON = 60 * 1000, NEVER = ["csrfmiddlewaretoken", "form_key"];
  const sign = document.getElementById("waiting"), reader = sign ? sign.dataset.reader : "";
  const forget = () => sessionStorage.removeItem(KEY);
  const read = () => { try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; } };
  const pathOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
  const isWritten = (form) => form.method === "post" && !form.matches("[data-queue]") && !form.querySelector("[type=password]");

  const fill = (form, fields) => {
    for (const field of form.elements) {
      if (!field.name || NEVER.includes(field.name) || ["file", "submit", "button"].includes(field.type)) continue;
      if (field.type === "hidden" && field.name !== "row_version") continue;
      const said = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = said.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = said.includes(option.value);
      else if (said.length) field.value = said[0];
    }
  };
  const say = (form) => {
    const words = document.createElement("p");
    words.className = "ds-alert";
    words.dataset.color = "info";
    words.tabIndex = -1;
    words.setAttribute("role", "status");
    words.textContent = sign.dataset.restored;
    form.prepend(words);
    words.focus();
  };

  const kept = read();
  if (kept) setTimeout(forget, Math.max(kept.at + LONGEST - Date.now(), 0));
  if (kept && !(Date.now() - kept.at < LONGEST)) forget();
  else if (kept && !reader) {
    sessionStorage.setItem(KEY, JSON.stringify({ ...kept, isLate: true }));
    document.querySelectorAll("[data-kept-words]").forEach((words) => { words.hidden = false; });
  } else if (kept && (!kept.isLate || kept.reader !== reader)) forget();
  else if (kept && kept.page === location.pathname) {
    const form = [...document.forms].find((each) => isWritten(each) && pathOf(each) === kept.action);
    if (form) { fill(form, kept.fields); say(form); }
    forget();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!sign || !isWritten(form)) return;
    if (form.matches("form[action$='/log-out/']")) { forget(); return; }
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.includes(name));
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ reader, page: location.pathname, action: pathOf(form), fields, at: Date.now() }));
      setTimeout(forget, SOON);  // still here: only a part of the page was swapped
    } catch { /* the store is full or closed: then the page says what was typed */ }
  }, true);
})();
