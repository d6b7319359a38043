// What a page shows of having no network: that it is old, what was kept to be sent, and which forms cannot be sent. The service worker does the keeping and the sending.

const root = document.documentElement;
const person = root.dataset.person;
const worker = navigator.serviceWorker;
const locale = root.lang === 'en' ? 'en-GB' : root.lang;
function time(at) {
  const when = new Date(at);
  const clock = when.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  return when.toDateString() === new Date().toDateString() ? clock : `${when.toLocaleDateString(locale, { day: 'numeric', month: 'long' })}, ${clock}`;
}

const tell = async message => (await worker.ready).active.postMessage(message);

async function ask(message) {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise(resolve => { port1.onmessage = ({ data }) => resolve(data); });
  (await worker.ready).active.postMessage(message, [port2]);
  return answer;
}

// A page that was kept says so, with its time, and loses what was only to be read once.
function showAge() {
  const banner = document.getElementById('as-of');
  if (!banner || !root.dataset.asOf) return;
  banner.querySelector('[data-text]').textContent = banner.dataset[root.dataset.why].replace('{0}', time(root.dataset.asOf));
  banner.hidden = false;
  document.querySelectorAll('[data-once]').forEach(element => element.remove());
}

// Forms that may not be kept say so before anything is typed into them, and keep what was typed where it is.
function warn() {
  document.querySelectorAll('main form[method="post"]').forEach(form => {
    const isOff = !navigator.onLine || root.dataset.why === 'offline';
    const told = form.querySelector('[data-private]');
    if (told && isOff) form.prepend(told);
    const there = form.querySelector('[data-unkept]');
    if (form.querySelector('[name="_keep"]') || isOff === !!there) return;
    if (there) there.remove();
    else form.prepend(document.getElementById('unkept').content.cloneNode(true));
  });
}

// What a form with private entries keeps on this device is said wherever something is kept at all.
function tellPrivacy() {
  document.querySelectorAll('[data-private]').forEach(note => { note.hidden = false; });
}

function holdBack(event) {
  const warning = event.target.querySelector?.('[data-unkept]');
  if (!warning) return;
  event.preventDefault();
  warning.tabIndex = -1;
  warning.focus();
}

// What was kept, and what became of it.
async function showActions() {
  const list = document.getElementById('kept');
  if (!list) return;
  const actions = await ask({ ask: 'actions', person });
  list.querySelector('ul').replaceChildren(...actions.map(action => rowOf(action, list)));
  list.hidden = actions.length === 0;
  if (actions.some(action => action.state === 'sent' && action.sentAt > performance.timeOrigin)) reload(); // The page was made before it.
  waiting = actions.filter(action => action.state === 'waiting').length;
  if (waiting > 0) tryLater();
}

function rowOf(action, list) {
  const row = list.querySelector('template').content.cloneNode(true);
  const state = action.state !== 'waiting' ? action.state : action.needsSignIn ? 'signIn' : action.triedAt ? 'again' : 'waiting';
  const part = name => row.querySelector(`[data-part="${name}"]`);
  part('sign').classList.add({ sent: 'good', refused: 'trouble', unknown: 'trouble', expired: 'trouble', left: 'trouble' }[state] ?? 'waiting');
  part('name').textContent = action.name;
  part('state').textContent = list.dataset[state].replace('{0}', time(action.sentAt ?? action.at));
  part('reasons').textContent = action.reasons.join(' ');
  part('reasons').hidden = action.reasons.length === 0;
  part('open').href = action.page;
  part('open').hidden = action.state === 'waiting' || state === 'sent';
  part('sign-in').hidden = state !== 'signIn';
  part('discard').hidden = action.state !== 'waiting';
  part('close').hidden = action.state === 'waiting';
  for (const button of ['discard', 'close']) part(button).addEventListener('click', () => tell({ ask: 'discard', key: action.key }));
  return row;
}

// Until the server answers again: soon, then less and less often, and not everybody at the same moment.
let waiting = 0, tries = 0, timer = null, typed = false;

function tryLater() {
  clearTimeout(timer);
  timer = setTimeout(tryNow, Math.min(60000, 3000 * 2 ** tries++) * (0.75 + Math.random() / 2));
}

async function tryNow() {
  clearTimeout(timer);
  try {
    const answer = await fetch('/offline/session', { headers: { Accept: 'application/json' }, cache: 'no-store' });
    if (!answer.ok && answer.status !== 401) throw new Error();
    tries = 0;
    if (waiting > 0 && answer.ok) await ask({ ask: 'send' });
    if (root.dataset.why) reload();
  } catch {
    if (root.dataset.why || waiting > 0) tryLater();
  }
}

// Not under somebody's hands: what they have typed stays.
function reload() {
  if (!typed && !document.querySelector('dialog[open]')) location.reload();
}

// The page that stands for one that cannot be had: what there is instead.
async function showPages() {
  const list = document.getElementById('kept-pages');
  if (!list) return;
  const pages = await ask({ ask: 'pages' });
  for (const { url, html } of pages) {
    const row = list.querySelector('template').content.cloneNode(true);
    const link = row.querySelector('a');
    link.href = url;
    link.textContent = new DOMParser().parseFromString(html, 'text/html').title.replace(/ · Mainstay$/, '');
    list.querySelector('ul').append(row);
  }
  list.hidden = pages.length === 0;
}

async function start() {
  await worker.register('/service-worker.js', { updateViaCache: 'none' });
  tellPrivacy();
  const wasSeen = performance.getEntriesByType('navigation')[0]?.workerStart > 0;
  if (!wasSeen) await tell({ ask: 'keep', url: location.href.split('#')[0] }); // This page came before anybody stood there to keep it.
  worker.addEventListener('message', showActions);
  await showActions();
  await showPages();
}

showAge();
warn();
document.addEventListener('input', () => { typed = true; });
document.addEventListener('submit', holdBack, true);
addEventListener('online', () => { warn(); tryNow(); });
addEventListener('offline', warn);
if (root.dataset.why && root.dataset.why !== 'unsent' && root.dataset.why !== 'left') tryLater();
if (worker) start().catch(() => {}); // A browser that allows no service worker has the pages all the same.
