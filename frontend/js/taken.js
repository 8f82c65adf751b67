/* Inspections that are taken along, to be opened without a network: asks the worker of /upkeep/
   (frontend/worker/) to keep them, and says which are kept. Copies are cleared after 24 hours and
   when somebody else has logged in; queue.js clears them at log-out. Where the browser has no
   service worker, or the page came over plain http, nothing of this is shown. */
(() => {
  const PAGES = "taken-along", FILES = "taken-along-files", LONGEST = 24 * 60 * 60 * 1000;
  if (!("caches" in window) || !("serviceWorker" in navigator)) return;
  const sign = document.getElementById("waiting"), reader = sign ? sign.dataset.reader : "";
  const box = document.getElementById("take-along"), kept = document.querySelector("[data-kept]");
  const source = document.querySelector("[data-worker]");
  const isCopy = document.querySelector("#copy:not([hidden])") !== null;

  const isOwn = (copy) => !reader || copy.headers.get("Taken-Along-By") === reader;
  const until = (copy) => Number(copy.headers.get("Taken-Along-At")) + LONGEST;

  /* The paths of the copies that hold; others are dropped, and with the last one the files. */
  const copies = async () => {
    if (!(await caches.has(PAGES))) return [];
    const pages = await caches.open(PAGES), found = [];
    for (const request of await pages.keys()) {
      const copy = await pages.match(request);
      if (copy && isOwn(copy) && until(copy) > Date.now()) found.push(new URL(request.url).pathname);
      else await pages.delete(request);
    }
    if (!found.length) { await caches.delete(PAGES); await caches.delete(FILES); }
    return found;
  };

  const show = async () => {
    const found = await copies(), inspections = found.filter((path) => /\d/.test(path));
    if (kept) kept.hidden = isCopy || !inspections.includes(location.pathname);
    if (!box) return;
    box.hidden = isCopy && !inspections.length;
    const words = box.querySelector("[data-words]");
    words.hidden = !inspections.length;
    words.querySelector("[data-count]").textContent = inspections.length;
    for (const link of document.querySelectorAll("#inspections th a")) {
      const isHere = inspections.includes(link.pathname), tag = link.parentElement.querySelector("[data-here]");
      if (isHere && !tag) {
        const text = box.querySelector("template").content.firstElementChild.cloneNode(true);
        text.setAttribute("data-here", "");
        link.after(" ", text);
      } else if (!isHere && tag) tag.remove();
    }
  };

  const worker = async () => {
    await navigator.serviceWorker.register(source.dataset.worker, { updateViaCache: "none" });
    return (await navigator.serviceWorker.ready).active;
  };
  /* Resolves with how many pages were taken; the worker keeps only what it knows may be kept. */
  const take = async (paths) => {
    const active = await worker(), { port1, port2 } = new MessageChannel();
    const done = new Promise((resolve) => { port1.onmessage = (event) => resolve(event.data.taken); });
    active.postMessage({ take: paths }, [port2]);
    await done;
    await show();
  };

  /* An inspection that is opened is kept by itself: by the worker as it passes through, and by
     asking for it the first time, when the worker is not there yet. */
  const keepThis = async () => {
    if (navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 1500));
    if ((await copies()).includes(location.pathname)) await show();
    else await take([location.pathname]);
  };

  /* What has been sent changed the page: the copy is taken anew, or dropped. */
  window.addEventListener("heimveg:sent", async (event) => {
    if (source && !isCopy) await take([event.detail]).catch(() => {});
    else if (await caches.has(PAGES)) await (await caches.open(PAGES)).delete(event.detail);
  });
  show();
  if (!source || isCopy) return;
  if (!box) { keepThis().catch(() => {}); return; }
  box.hidden = false;
  const button = box.querySelector("button");
  button?.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    await take(box.dataset.take.split(" ")).catch(() => {});
    button.removeAttribute("aria-busy");
  });
})();
