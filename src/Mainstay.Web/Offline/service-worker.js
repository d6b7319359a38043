// Stands between the browser and the network: keeps what a person has opened, and what they did while there was no network. docs/flows/offline-action.md follows an action through it.
// The server writes one line before this file: const BUILD = { version, assets, languages }.

const SHELL = `mainstay-shell-${BUILD.version}`;
const ASSETS = 'mainstay-assets-1';
const PAGES = 'mainstay-pages-1:'; // One per person; pages that somebody else has opened are dropped before this person's first is kept.
const MOST_PAGES = 30;
const MOST_ASSETS = 40;
const MOST_ACTIONS = 50;
const PAGES_KEPT_MS = 7 * 24 * 3600 * 1000;
const SENT_SHOWN_MS = 3600 * 1000;
const REMEMBERED_MS = 20 * 3600 * 1000; // The server knows a key for 24 hours: what may have arrived is not sent again after that.
const PRIVATE_KEPT_MS = 24 * 3600 * 1000; // An account or a tax id lies here for a day at the most.
const PATIENCE_MS = 4000;
const PASSING = [502, 503, 504];
const FINGERPRINTED = /^\/assets\/[^/]+\.[0-9a-f]{12}\.[a-z0-9]+$/;

addEventListener('install', event => event.waitUntil(install()));
addEventListener('activate', event => event.waitUntil(takeOver()));
addEventListener('sync', event => event.waitUntil(send()));
addEventListener('message', event => event.waitUntil(hear(event)));

addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === 'navigate' && request.method === 'GET') event.respondWith(open(event, url));
  else if (request.mode === 'navigate' && isForm(request)) event.respondWith(post(request, url));
  else if (request.method === 'GET' && FINGERPRINTED.test(url.pathname)) event.respondWith(asset(request));
});

// Everything of a version is there before it takes over. It may do so at once: an asset's URL names its content, so that a page never gets another one's stylesheet.
async function install() {
  const [shell, assets] = [await caches.open(SHELL), await caches.open(ASSETS)];
  await Promise.all(BUILD.languages.map(async language => {
    const answer = await fetch('/offline', { credentials: 'omit', headers: { Accept: 'text/html', 'Accept-Language': language } });
    if (!answer.ok) throw new Error(`/offline was answered ${answer.status}`);
    await shell.put(`/offline/${language}`, answer);
  }));
  await Promise.all(BUILD.assets.map(async url => await assets.match(url) ?? assets.add(url)));
  await skipWaiting();
}

async function takeOver() {
  const old = (await caches.keys()).filter(name => name.startsWith('mainstay-') && name !== SHELL && name !== ASSETS && !name.startsWith(PAGES));
  await Promise.all(old.map(name => caches.delete(name)));
  await clients.claim();
}

async function asset(request) {
  const assets = await caches.open(ASSETS);
  const there = await assets.match(request, { ignoreVary: true });
  if (there) return there;
  const answer = await fetch(request);
  if (answer.ok) {
    await assets.put(request, answer.clone());
    await shorten(assets, MOST_ASSETS);
  }
  return answer;
}

// The newest are at the end.
async function shorten(cache, most) {
  const there = await cache.keys();
  await Promise.all(there.slice(0, Math.max(0, there.length - most)).map(request => cache.delete(request)));
}

// Opening a page: the network first; what was kept of it when the network fails, takes too long, or turns people away.
async function open(event, url) {
  const network = fetch(event.request).then(answer => {
    event.waitUntil(learn(url.href.split('#')[0], answer.clone()).catch(() => {}));
    return answer;
  });
  event.waitUntil(network.catch(() => {}));
  event.waitUntil(forgetOld().catch(() => {}));
  const kept = await find(url);
  if (!kept) return network.catch(() => instead('unopened'));
  try {
    const answer = await Promise.race([network, late()]);
    return PASSING.includes(answer.status) ? asOf(kept, 'busy') : answer;
  } catch {
    return asOf(kept, 'offline');
  }
}

const late = () => new Promise((_, fail) => setTimeout(fail, navigator.onLine ? PATIENCE_MS : 0));

// A page says whose it is, and whether it may be kept.
async function learn(url, answer) {
  const person = answer.headers.get('Mainstay-Person');
  if (!person) return;
  await forgetOthers(person);
  if (answer.ok && answer.headers.has('Mainstay-Keep')) await keepPage(person, url, answer);
  if (person !== 'none') await send().catch(() => {});
}

async function keepPage(person, url, answer) {
  const headers = new Headers(answer.headers);
  headers.set('Kept-At', new Date().toISOString());
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  const html = await answer.text(); // May break off: what was kept before stays then.
  const pages = await caches.open(PAGES + person);
  await pages.delete(url, { ignoreVary: true });
  await pages.put(url, new Response(html, { headers }));
  await shorten(pages, MOST_PAGES);
}

const pageCaches = async () => (await caches.keys()).filter(name => name.startsWith(PAGES));

async function find(url) {
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    const kept = await pages.match(url.href.split('#')[0], { ignoreVary: true });
    if (!kept) continue;
    if (Date.now() - Date.parse(kept.headers.get('Kept-At')) < PAGES_KEPT_MS) return kept;
    await pages.delete(url.href, { ignoreVary: true });
  }
  return null;
}

// The page as it was, with its time. What is done on it is a new action, so its forms get new keys.
async function asOf(kept, why) {
  const html = (await kept.text())
    .replace('<html ', `<html data-as-of="${kept.headers.get('Kept-At')}" data-why="${why}" `)
    .replace(/(name="_key" value=")[^"]*/g, (_, before) => before + crypto.randomUUID());
  return new Response(html, { headers: kept.headers });
}

// The page that stands for one that cannot be had.
async function instead(why) {
  const shell = await caches.open(SHELL);
  const page = await shell.match(`/offline/${await language()}`, { ignoreVary: true });
  const html = (await page.text()).replace('<html ', `<html data-why="${why}" `);
  return new Response(html, { headers: page.headers, status: 503 });
}

// The language of what this person has opened, else the browser's.
async function language() {
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    const newest = (await pages.keys()).at(-1);
    const spoken = newest && (await (await pages.match(newest, { ignoreVary: true })).text()).match(/<html [^>]*?lang="([a-z]+)"/)?.[1];
    if (spoken) return spoken;
  }
  return navigator.languages.map(wanted => wanted.slice(0, 2)).find(wanted => BUILD.languages.includes(wanted)) ?? BUILD.languages[0];
}

// Somebody else is here, or nobody: pages go. Actions stay for their own person to come back, and go when somebody else has come.
async function forgetOthers(person) {
  await Promise.all((await pageCaches()).filter(name => name !== PAGES + person).map(name => caches.delete(name)));
  if (person === 'none') return forgetPrivate();
  const others = (await allActions()).filter(action => action.person !== person);
  for (const action of others) await remove(action.key);
}

// What is private goes with the session, and after a day; that it was not sent stays to be said.
async function forgetPrivate() {
  for (const action of await waitingOnes()) if (action.isPrivate) await put(unsent(action, 'left'));
}

async function forgetOld() {
  for (const action of await waitingOnes()) if (action.isPrivate && Date.now() - action.at > PRIVATE_KEPT_MS) await put(unsent(action, 'expired'));
}

// What was entered is not needed any more.
const ended = (action, state, reasons = []) => ({ ...action, state, fields: '', reasons, sentAt: Date.now() });
const unsent = (action, state) => ({ ...action, state: action.triedAt ? 'unknown' : state, fields: '' });

async function forgetAll() {
  await Promise.all((await pageCaches()).map(name => caches.delete(name)));
  await withActions('readwrite', actions => actions.clear());
}

// A form of one of our pages. Uploads are not touched: they may be large.
const isForm = request => request.method === 'POST' && request.referrer.startsWith(location.origin + '/')
  && request.headers.get('Content-Type')?.startsWith('application/x-www-form-urlencoded');

// Sending a form. Those that may be kept say so; a form that makes this device forget (signing out) does that first, whether or not the network is there.
async function post(request, url) {
  const fields = new URLSearchParams(await request.clone().text());
  if (fields.has('_forget')) await forgetAll();
  if (!fields.has('_keep')) return fetch(request).catch(() => instead(fields.has('_forget') ? 'left' : 'unsent'));
  let tried = null;
  if (navigator.onLine) {
    tried = Date.now();
    const answer = await fetch(request).catch(() => null);
    if (answer && !PASSING.includes(answer.status)) return answer;
  }
  const isKept = await keepAction(fields, url, request.referrer, tried).then(() => true, () => false);
  return isKept ? Response.redirect(request.referrer, 303) : instead('unsent');
}

async function keepAction(fields, url, page, triedAt) {
  const action = { key: fields.get('_key'), person: fields.get('_person'), name: fields.get('_keep'), path: url.pathname + url.search, page, at: Date.now(), triedAt, state: 'waiting', reasons: [], isPrivate: fields.has('_private') };
  for (const own of ['_token', '_keep', '_person', '_private']) fields.delete(own);
  action.fields = fields.toString();
  if ((await allActions()).length >= MOST_ACTIONS) throw new Error('too many kept actions');
  await put(action);
  await tell();
  await registration.sync?.register('mainstay-send').catch(() => {});
}

// Sending what was kept: one after another, in the order in which it was done, and only as the person who did it.
let sending = null;
const send = () => sending ??= sendAll().finally(() => { sending = null; });

async function sendAll() {
  await forgetOld();
  const waiting = await waitingOnes();
  if (waiting.length === 0) return;
  const session = await ask();
  for (const action of waiting) {
    if (!session) await put(waitsForSignIn(action));
    else if (action.person === session.person) await put(await sendOne({ ...action, needsSignIn: false }, session));
  }
  await tell();
}

// A session that has ended takes private entries with it; the rest waits for its person.
const waitsForSignIn = action => action.isPrivate ? unsent(action, 'left') : { ...action, needsSignIn: true };

// Who is signed in, with a fresh token for forms; null when nobody is.
async function ask() {
  const answer = await fetch('/offline/session', { headers: { Accept: 'application/json' }, cache: 'no-store' });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`not now: ${answer.status}`);
  return answer.json();
}

// The action as it is afterwards. The key makes that it has effect once, however often it is sent; it is written down before each try that its outcome is not known.
async function sendOne(action, session) {
  if (action.triedAt && Date.now() - action.triedAt > REMEMBERED_MS) return unsent(action, 'unknown');
  const trying = { ...action, triedAt: action.triedAt ?? Date.now() };
  await put(trying);
  const answer = await fetch(action.path, {
    method: 'POST',
    body: new URLSearchParams(action.fields),
    headers: { Accept: 'application/json', 'X-Form-Token': session.token, 'Mainstay-Person': action.person },
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return ended(action, said.done ? 'sent' : 'refused', said.texts);
  if (answer.status === 401) return waitsForSignIn(action);
  if (answer.status === 429 || answer.status >= 500 || said.type?.endsWith(':idempotency-key-in-flight')) throw new Error(`not now: ${answer.status}`);
  return ended(action, 'refused', said.texts);
}

// What pages ask.
async function hear({ data, ports: [port] }) {
  switch (data.ask) {
    case 'actions': port.postMessage(await shownTo(data.person)); break;
    case 'pages': port.postMessage(await keptPages()); break;
    case 'discard': await remove(data.key); await tell(); break;
    case 'send': await send().catch(() => {}); port.postMessage(null); break;
    case 'keep': await fetch(data.url, { headers: { Accept: 'text/html' } }).then(answer => learn(data.url, answer)).catch(() => {}); break;
  }
}

// On the page for no network, which is nobody's, what belongs to whom the kept pages belong to.
async function shownTo(named) {
  await forgetOld();
  const person = named ?? (await pageCaches())[0]?.slice(PAGES.length);
  const old = (await allActions()).filter(action => action.state === 'sent' && Date.now() - action.sentAt > SENT_SHOWN_MS);
  for (const action of old) await remove(action.key);
  return (await allActions()).filter(action => action.person === person).sort((one, other) => one.at - other.at);
}

async function keptPages() {
  const found = [];
  for (const name of await pageCaches()) {
    const pages = await caches.open(name);
    for (const request of await pages.keys()) found.push({ url: request.url, html: await (await pages.match(request, { ignoreVary: true })).text() });
  }
  return found.reverse();
}

async function tell() {
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage('actions');
}

// The kept actions, by key.
async function withActions(mode, act) {
  const opening = indexedDB.open('mainstay', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('actions', { keyPath: 'key' });
  const database = await done(opening);
  try {
    return await done(act(database.transaction('actions', mode).objectStore('actions')));
  } finally {
    database.close();
  }
}

const done = request => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const waitingOnes = async () => (await allActions()).filter(action => action.state === 'waiting').sort((one, other) => one.at - other.at);
const allActions = () => withActions('readonly', actions => actions.getAll());
const put = action => withActions('readwrite', actions => actions.put(action));
const remove = key => withActions('readwrite', actions => actions.delete(key));
