/* What is filled in on a phone without a network: kept in the browser (IndexedDB), sent when there
   is one, and cleared at log-out. A form asks for it with data-queue, the address that takes one
   photo at a time. Each form and each photo carries a key of its own, and the server has one effect
   per key: nothing is lost, and nothing is doubled. Without this script the form is sent as always. */
(() => {
  const sign = document.getElementById("waiting");
  if (!sign || !("indexedDB" in window)) return;
  const reader = sign.dataset.reader;
  const form = document.querySelector("form[data-queue]");
  const LONGEST_SIDE = 2000, PATIENCE = 60000, AGAIN = 20000, SOON = 8000;

  /* --- the store ------------------------------------------------------------------------------- */
  const opened = new Promise((resolve, reject) => {
    const ask = indexedDB.open("heimveg", 1);
    ask.onupgradeneeded = () => {
      ask.result.createObjectStore("waiting", { keyPath: "id", autoIncrement: true });
      ask.result.createObjectStore("drafts", { keyPath: "key" });
    };
    ask.onsuccess = () => resolve(ask.result);
    ask.onerror = () => reject(ask.error);
  });
  /* One transaction on one store; resolves when it is safely written. */
  const within = async (store, mode, act) => {
    const db = await opened;
    return new Promise((resolve, reject) => {
      const work = db.transaction(store, mode, { durability: "strict" });
      const asked = act(work.objectStore(store));
      work.oncomplete = () => resolve(asked && asked.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  };
  const waiting = async () => (await within("waiting", "readonly", (s) => s.getAll())).filter((item) => item.reader === reader);
  const keep = (items) => within("waiting", "readwrite", (s) => { items.forEach((item) => s.put(item)); });
  const drop = (id) => within("waiting", "readwrite", (s) => { s.delete(id); });
  /* All that this phone keeps: what is written, and the copies that were taken along (taken.js). */
  const clear = async () => {
    await within("waiting", "readwrite", (s) => { s.clear(); });
    await within("drafts", "readwrite", (s) => { s.clear(); });
    if ("caches" in window) for (const name of await caches.keys()) await caches.delete(name);
    const workers = navigator.serviceWorker ? await navigator.serviceWorker.getRegistrations() : [];
    for (const worker of workers) await worker.unregister();
  };

  /* --- the line at the foot of every page --------------------------------------------------------- */
  const show = async (needsLogIn = false) => {
    const items = await waiting();
    sign.hidden = items.length === 0;
    sign.querySelector("[data-count]").textContent = items.length;
    const refused = items.find((item) => item.refused);
    const words = needsLogIn ? sign.dataset.logIn : refused ? `${sign.dataset.refused} ${refused.refused}` : "";
    sign.querySelector("[data-words]").textContent = words;
    const open = sign.querySelector("a");
    const isHere = refused && refused.page === location.pathname;
    open.hidden = !refused || isHere;
    if (refused) open.href = refused.page;
    sign.querySelector("[data-drop]").hidden = !isHere || form !== null;
    return items.length;
  };

  /* --- sending ---------------------------------------------------------------------------------- */
  const inTime = async (url, rest = {}) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PATIENCE);
    try {
      return await fetch(url, { ...rest, signal: late.signal });
    } finally {
      clearTimeout(timer);
    }
  };
  /* Who is logged in now, and a token that holds now: this page may be a copy from this morning, or
     have been open while somebody logged in anew. Nothing is sent in another's name. */
  const asked = async () => {
    const answer = await inTime(sign.dataset.sending);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const sent = (item, token) => {
    const body = new FormData();
    item.fields.forEach(([name, value]) => (value instanceof Blob ? body.append(name, value, value.name || "photo.jpg") : body.append(name, value)));
    return inTime(item.url, { method: "POST", body, headers: { "X-CSRFToken": token } });
  };
  const pageOf = (html) => new DOMParser().parseFromString(html, "text/html");
  const problemsIn = (page) => page.querySelector(".ds-error-summary") || page.querySelector("main [role=alert]") || page.querySelector("main h1");
  const isLogIn = (answer) => answer.status === 403 || /\/(log-in|second-factor)\//.test(new URL(answer.url).pathname);

  /* In the order they were kept; stops at the first that finds no network. The answers of a form
     wait while a photo of theirs is refused: it can be taken again before all is concluded.
     Returns what was answered, as { answer, item }. */
  const sendAll = async () => {
    let needsLogIn = false;
    const answered = [], all = await waiting(), items = all.filter((item) => !item.refused);
    const stuck = new Set(all.filter((item) => item.refused).map((item) => item.page));
    const who = items.length ? await asked().catch(() => null) : null;
    if (who && String(who.reader) !== reader) { await show(true); return []; }
    for (const item of who ? items : []) {
      if (!item.isPhoto && stuck.has(item.page)) continue;
      let answer;
      try { answer = await sent(item, who.token); } catch { break; }
      if (isLogIn(answer)) { needsLogIn = true; break; }
      if (answer.ok) {
        await drop(item.id);
        if (!item.isPhoto) window.dispatchEvent(new CustomEvent("heimveg:sent", { detail: item.page }));
        answered.push({ answer, item });
        continue;
      }
      if (answer.status >= 500) break;
      const said = await answer.clone().text();
      item.refused = (answer.status === 422 && item.isPhoto && said) || sign.dataset.mend;
      item.why = item.isPhoto ? "" : problemsIn(pageOf(said))?.textContent.replace(/\s+/g, " ").trim();
      await keep([item]);
      stuck.add(item.page);
      answered.push({ answer, item });
    }
    await show(needsLogIn);
    return answered;
  };
  let running = null;
  const send = () => (running ||= sendAll().finally(() => { running = null; }));

  /* --- photos are made smaller before they are kept --------------------------------------------------- */
  const smaller = async (file) => {
    try {
      const picture = await createImageBitmap(file);
      const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * share);
      canvas.height = Math.round(picture.height * share);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85))) || file;
    } catch {
      return file;  // the server says what is wrong with it
    }
  };

  /* --- the form ---------------------------------------------------------------------------------- */
  const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16)));
  const texts = () => [...new FormData(form)].filter(([name, value]) => !(value instanceof File) && name !== "csrfmiddlewaretoken");
  const draftKey = form && `${reader} ${form.action}`;
  const version = () => form.elements.row_version.value;

  const restore = async () => {
    const draft = await within("drafts", "readonly", (s) => s.get(draftKey));
    if (!draft || draft.version !== version() || form.querySelector(".ds-error-summary")) return;
    draft.fields.forEach(([name, value]) => {
      if (["form_key", "row_version"].includes(name)) return;
      const field = form.elements[name];
      if (field instanceof RadioNodeList) field.value = value;
      else if (field && field.type === "radio") field.checked = field.value === value;
      else if (field) field.value = value;
    });
  };
  const rejected = (answer) => answer.text().then((html) => {
    const page = pageOf(html), problems = problemsIn(page);
    const [key, row] = ["form_key", "row_version"].map((name) => page.querySelector(`form[data-queue] [name=${name}]`));
    if (key) form.elements.form_key.value = key.value;
    if (row) form.elements.row_version.value = row.value;
    form.inert = false;
    if (problems) tell(problems);
  });
  /* What is wrong, above the form, where it is read aloud. */
  const tell = (problems) => {
    form.querySelector(".ds-error-summary")?.remove();
    problems.setAttribute("tabindex", "-1");
    problems.classList.add("ds-error-summary");
    form.prepend(problems);
    problems.focus();
  };
  /* Something was refused: the form is open again with all that was written. A photo is taken
     again; answers that came too late stand beside what was saved meanwhile only if one so wants. */
  const tellOf = (refused) => {
    const photos = refused.filter((item) => item.isPhoto);
    const words = photos.length ? [["h2", sign.dataset.photos], ...photos.map((item) => ["p", item.refused])]
      : [["h2", sign.dataset.notSaved], ["p", refused[0].why], ["p", sign.dataset.notSavedWords]];
    const problems = document.createElement("div");
    problems.setAttribute("role", "alert");
    const add = (tag, text) => Object.assign(problems.appendChild(document.createElement(tag)), { textContent: text });
    for (const [tag, text] of words) if (text) add(tag, text);
    if (!photos.length) {
      const see = Object.assign(add("button", sign.dataset.seeSaved), { type: "button", className: "ds-button" });
      see.dataset.variant = "secondary";
      see.addEventListener("click", async () => { await within("drafts", "readwrite", (s) => { s.delete(draftKey); }); location.reload(); });
    }
    form.inert = false;
    tell(problems);
  };
  /* Takes back into the form what waits for this page and cannot go on. */
  const takeBack = async () => {
    const here = (await waiting()).filter((item) => item.page === location.pathname);
    const refused = here.filter((item) => item.refused), whole = here.find((item) => !item.isPhoto);
    if (!refused.length) return [];
    if (whole) await within("drafts", "readwrite", (s) => { s.put({ key: draftKey, version: version(), fields: whole.fields }); });
    for (const item of whole ? [...refused, whole] : refused) await drop(item.id);
    await show();
    return refused;
  };
  const submitted = async (event) => {
    event.preventDefault();
    form.inert = true;
    const about = { reader, page: location.pathname, refused: "" };
    const items = [];
    for (const [name, file] of new FormData(form)) {
      if (file instanceof File && file.size > 0) items.push({ ...about, isPhoto: true, url: form.dataset.queue, fields: [["form_key", newKey()], [name, await smaller(file)]] });
    }
    items.push({ ...about, isPhoto: false, url: form.action, fields: texts() });
    await within("drafts", "readwrite", (s) => { s.put({ key: draftKey, version: version(), fields: texts() }); });
    await running;
    await keep(items);
    form.querySelectorAll("[type=file]").forEach((input) => { input.value = ""; });
    const answered = (await send()).filter(({ item }) => item.page === location.pathname);
    if (answered.some(({ answer, item }) => item.isPhoto && !answer.ok)) {
      form.elements.form_key.value = newKey();
      tellOf(await takeBack());
      return;
    }
    const last = answered.at(-1);
    if (!last || last.item.isPhoto) { window.scrollTo(0, document.body.scrollHeight); return; }
    if (last.answer.ok) {
      await within("drafts", "readwrite", (s) => { s.delete(draftKey); });
      location.assign(last.answer.url);
    } else {
      await drop(last.item.id);
      await show();
      await rejected(last.answer);
    }
  };
  if (form) {
    /* A copy can be opened and filled in twice: each time is a form of its own. */
    if (document.querySelector("#copy:not([hidden])")) form.elements.form_key.value = newKey();
    /* What is refused later, in the background, is opened here again and mended. */
    const reopen = async () => {
      const refused = await takeBack();
      await restore();
      if (refused.length) tellOf(refused);
      const isKept = (await waiting()).some((item) => item.page === location.pathname && !item.isPhoto);
      form.inert = isKept;
      await show();
    };
    let timer;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => within("drafts", "readwrite", (s) => { s.put({ key: draftKey, version: version(), fields: texts() }); }), 300);
    });
    form.addEventListener("submit", submitted);
    reopen();
  }

  /* --- when to send, and what happens at log-out -------------------------------------------------------- */
  const sendAndGoOn = async () => {
    const answered = (await send()).filter(({ item }) => item.page === location.pathname), last = answered.at(-1);
    if (!form || !form.inert || !last) return;
    if (answered.some(({ answer }) => !answer.ok)) location.reload();
    else if (!last.item.isPhoto) location.assign(last.answer.url);
  };
  sign.querySelector("[data-send]").addEventListener("click", sendAndGoOn);
  sign.querySelector("[data-drop]").addEventListener("click", async () => {
    for (const item of await waiting()) if (item.refused && item.page === location.pathname) await drop(item.id);
    await show();
  });
  window.addEventListener("online", sendAndGoOn);
  setInterval(async () => { if (navigator.onLine && (await waiting()).some((item) => !item.refused)) sendAndGoOn(); }, AGAIN);
  document.addEventListener("submit", (event) => {
    const leaving = event.target;
    if (!leaving.matches("form[action$='/log-out/']") || leaving.dataset.isClear) return;
    event.preventDefault();
    (async () => {
      await send();
      if ((await waiting()).length && !window.confirm(sign.dataset.leaving)) return;
      await clear();
      sessionStorage.clear();
      const isHeard = await fetch(sign.dataset.sending, { cache: "no-store", signal: AbortSignal.timeout(SOON) }).then((answer) => answer.ok, () => false);
      if (!isHeard) { window.dispatchEvent(new Event("heimveg:left")); return; }
      leaving.dataset.isClear = "yes";
      leaving.requestSubmit();
    })();
  });
  show().then((count) => { if (count) sendAndGoOn(); });
})();
