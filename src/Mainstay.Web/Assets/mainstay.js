// What script adds. Every page works without it.

const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

function enliven(root) {
  each('[data-copy]', offerCopy, root);
  each('details[data-confirm]', useDialog, root);
  each('form[data-upload]', showUpload, root);
  each('[data-print]', offerPrint, root);
}

function offerPrint(button) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// Copy buttons.
function offerCopy(button) {
  if (!navigator.clipboard) return;
  const label = button.querySelector('span');
  const text = label.textContent;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = text; }, 2000);
  });
}

// A confirmation that unfolds in place becomes a dialog: it keeps the focus and closes with Escape.
function useDialog(details) {
  const sheet = details.querySelector('.sheet');
  const dialog = document.createElement('dialog');
  dialog.className = 'confirm-dialog';
  dialog.setAttribute('aria-labelledby', sheet.getAttribute('aria-labelledby'));
  details.after(dialog);
  dialog.append(sheet);
  const cancel = sheet.querySelector('[data-close]');
  cancel.hidden = false;
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  details.querySelector('summary').addEventListener('click', event => {
    event.preventDefault();
    dialog.showModal();
  });
}

// A form with a file shows how much of it has been sent.
function showUpload(form) {
  const line = form.querySelector('.upload-progress');
  if (!line) return;
  form.addEventListener('submit', event => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = Math.floor(loaded / total * 100);
      line.hidden = false;
      line.querySelector('progress').value = percent;
      line.querySelector('span').textContent = line.dataset.uploadText.replace('{0}', percent);
    };
    request.onload = () => showAnswer(request);
    request.onerror = () => form.submit();
    request.open('POST', form.action);
    request.setRequestHeader('Accept', 'text/html');
    request.send(new FormData(form));
    each('button', button => { button.disabled = true; }, form);
  });
}

// The answer to a form that was sent by script: another page (the browser has followed the redirect), or the same one with errors.
function showAnswer(request) {
  if (request.status < 400) {
    location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, 'text/html');
  document.querySelector('main').replaceWith(page.querySelector('main'));
  enliven(document.querySelector('main'));
  focusErrors();
}

function focusErrors() {
  document.querySelector('[data-focus]')?.focus();
}

// Parts of a page that follow the server: a stream of events, or asking again every few seconds where streams do not get through.
function follow(element) {
  const url = element.dataset.live;
  const notice = element.nextElementSibling?.matches('[data-stale]') ? element.nextElementSibling : null;
  let source, timer, later = null, failures = 0, seen = new Date(document.documentElement.dataset.asOf ?? Date.now());

  // What may be old carries its time.
  const doubt = () => {
    if (!notice || !notice.hidden) return;
    const time = seen.toLocaleTimeString(document.documentElement.lang.replace(/^en$/, 'en-GB'), { hour: '2-digit', minute: '2-digit' });
    notice.textContent = notice.dataset.stale.replace('{0}', time);
    notice.hidden = false;
  };

  const show = html => {
    failures = 0;
    seen = new Date();
    if (notice) notice.hidden = true;
    if (element.innerHTML === html) return;
    const asking = element.querySelector('dialog[open]');
    if (asking) {
      // A question that stands open is answered first.
      if (later === null) asking.addEventListener('close', () => { const last = later; later = null; show(last); }, { once: true });
      later = html;
      return;
    }
    const places = 'a[href], button, input, select, textarea, summary';
    const focused = document.activeElement;
    const place = [...element.querySelectorAll(places)].indexOf(focused);
    const opened = [...element.querySelectorAll('details')].map(details => details.open);
    element.innerHTML = html;
    enliven(element);
    // What was open stays open, and who had come somewhere by keyboard stays there.
    each('details', (details, index) => { details.open ||= opened[index] ?? false; }, element);
    const again = place < 0 ? null : focused.id ? document.getElementById(focused.id) : element.querySelectorAll(places)[place];
    if (again?.textContent === focused.textContent) again.focus({ preventScroll: true });
  };

  const ask = async () => {
    try {
      const answer = await fetch(url, { headers: { Accept: 'text/html' }, credentials: 'same-origin' });
      if (answer.ok) show(await answer.text());
      else failures++;
    } catch {
      failures++;
    }
    if (failures > 0) doubt();
    timer = setTimeout(ask, Math.min(60000, 4000 * 2 ** failures) * (0.75 + Math.random() / 2));
  };

  const start = () => {
    stop();
    source = new EventSource(url);
    source.onmessage = ({ data }) => show(data);
    source.onerror = () => {
      doubt();
      if (source.readyState === EventSource.CLOSED) ask();
    };
  };

  const stop = () => {
    source?.close();
    clearTimeout(timer);
  };

  document.addEventListener('visibilitychange', () => { document.hidden ? stop() : start(); });
  addEventListener('pagehide', stop);
  start();
}

// Menus close when something else is pressed, and with Escape.
function closeMenus(event) {
  each('details[data-menu][open]', menu => {
    if (event.type === 'keydown' ? event.key === 'Escape' : !menu.contains(event.target)) menu.open = false;
  });
}

enliven(document);
each('[data-live]', follow);
focusErrors();
document.addEventListener('click', closeMenus);
document.addEventListener('keydown', closeMenus);
