/* Opens without a network what was taken along: the service worker of /upkeep/, and of nothing
   else, so that no page about a person ever passes through it. It keeps a page only when its
   address is in MAY_BE_KEPT *and* the server says whose copy it is (the header OWNER); the server
   says so for an open inspection and for the list of them. Copies live 24 hours; log-out, and
   somebody else who logs in, clears them (taken.js, queue.js). */
const MAY_BE_KEPT = [/^\/upkeep\/inspections\/$/, /^\/upkeep\/inspections\/\d+\/$/, /^\/upkeep\/without-network\/$/];
const LIST = "/upkeep/inspections/", NOTHING_HERE = "/upkeep/without-network/", FILES_FROM = "/static/";
const PAGES = "taken-along", FILES = "taken-along-files";
const OWNER = "Taken-Along-By", KEPT_AT = "Taken-Along-At";
const LONGEST = 24 * 60 * 60 * 1000; // ms a copy lives
const PATIENCE = 7000; // ms to wait for a poor network when there is a copy

const mayBeKept = (address) => MAY_BE_KEPT.some((allowed) => allowed.test(address));
const addressOf = (url) => { const { origin, pathname, search } = new URL(url, location.origin); return origin === location.origin ? pathname + search : ""; };

/* --- keeping --------------------------------------------------------------------------------- */
const filesOf = (html) => [...new Set([...html.matchAll(/(?:href|src)="(\/static\/[^"#?]+)/g)].map((found) => found[1]))];

const keepFiles = async (html) => {
  const files = await caches.open(FILES);
  for (const address of filesOf(html)) {
    if (await files.match(address)) continue;
    const answer = await fetch(address);
    if (answer.ok) await files.put(address, answer);
  }
};

/* A copy that the server no longer lets be kept (concluded, not one's own any more) is dropped;
   one that the server could not be asked about (log-in, a failing server) stays its 24 hours. */
const keep = async (address, answer) => {
  const pages = await caches.open(PAGES), owner = answer.headers.get(OWNER);
  if (answer.redirected || answer.type === "opaqueredirect" || answer.status >= 500) return false;
  if (!mayBeKept(address) || !answer.ok || !owner) {
    await pages.delete(address);
    return false;
  }
  for (const other of await pages.keys()) {
    const kept = await pages.match(other);
    if (kept && kept.headers.get(OWNER) !== owner) await pages.delete(other);
  }
  const html = await answer.text(), headers = new Headers(answer.headers);
  headers.set(KEPT_AT, String(Date.now()));
  await keepFiles(html);
  await pages.put(address, new Response(html, { status: 200, headers }));
  return true;
};

const dropOld = async () => {
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const kept = await pages.match(request);
    if (kept && !(Date.now() - Number(kept.headers.get(KEPT_AT)) < LONGEST)) await pages.delete(request);
  }
};

const take = async (asked) => {
  let taken = 0;
  for (const address of asked.filter(mayBeKept)) {
    if (await keep(address, await fetch(address, { credentials: "same-origin" }))) taken += 1;
  }
  return taken;
};

/* --- showing --------------------------------------------------------------------------------- */
const two = (number) => String(number).padStart(2, "0");
const clockOf = (at, now = new Date()) => {
  const time = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.toDateString() === now.toDateString() ? time : `${two(at.getDate())}.${two(at.getMonth() + 1)}. ${time}`;
};

/* The page says plainly that it is a copy, and from when (upkeep/_copy.html). */
const shown = async (kept) => {
  const at = clockOf(new Date(Number(kept.headers.get(KEPT_AT))));
  const html = (await kept.text()).replace('<div id="copy" hidden', '<div id="copy"').replace("--:--", at);
  return new Response(html, { status: 200, headers: kept.headers });
};

const copyOf = async (address) => {
  await dropOld();
  return mayBeKept(address) ? (await caches.open(PAGES)).match(address) : undefined;
};

const late = (limit) => new Promise((_, fail) => setTimeout(() => fail(new Error("late")), limit));

const page = async (event) => {
  const address = addressOf(event.request.url), copy = await copyOf(address);
  try {
    const network = fetch(event.request);
    const answer = await (copy ? Promise.race([network, late(PATIENCE)]) : network);
    if (mayBeKept(address)) event.waitUntil(keep(address, answer.clone()).catch(() => false));
    return answer;
  } catch (lost) {
    const instead = copy || (await copyOf(NOTHING_HERE));
    if (!instead) throw lost;
    return shown(instead);
  }
};

const file = async (request) => {
  try {
    return await fetch(request);
  } catch (lost) {
    const kept = await (await caches.open(FILES)).match(request, { ignoreSearch: true });
    if (!kept) throw lost;
    return kept;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event, address = addressOf(request.url);
  if (request.method !== "GET" || !address) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (address.startsWith(FILES_FROM)) event.respondWith(file(request));
});

/* A page asks for addresses to be taken along; the answer is how many were. */
self.addEventListener("message", (event) => {
  const asked = Array.isArray(event.data?.take) ? event.data.take.map(String) : [];
  const [port] = event.ports;
  const done = dropOld().then(() => take([...asked, LIST, NOTHING_HERE]));
  event.waitUntil(done.then((taken) => port?.postMessage({ taken }), () => port?.postMessage({ taken: 0 })));
});

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => self.clients.claim())));
