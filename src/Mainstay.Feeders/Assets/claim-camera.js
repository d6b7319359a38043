// Reads a feeder's QR code with the camera or from a photo, and puts its text into the field. Pictures stay in this browser, and nothing is sent until the person presses the button.

const place = document.querySelector('[data-scan]');
const form = document.querySelector('[data-scan-form] form');
const found = form.querySelector('[data-scan-found]');
const start = place.querySelector('[data-scan-start]');
const view = place.querySelector('[data-scan-view]');
const video = view.querySelector('video');

const PATIENCE_MS = 20_000; // After this somebody may want to be told what else they can do.
const PAUSE_MS = 80;
const LIVE_WIDTH = 800;
const PHOTO_WIDTHS = [1000, 2200]; // Larger ones are read only when nothing was found: a code that fills the photo is clearest when it is small.

const canUseCamera = window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);
let stream = null;

/* What is said. One thing at a time, in a live region that is there from the beginning. */

function say(what) {
  place.querySelectorAll('[data-scan-said]').forEach(words => { words.hidden = words.dataset.scanSaid !== what; });
}

const reasonOf = error => ({ NotAllowedError: 'denied', SecurityError: 'denied', NotFoundError: 'none', OverconstrainedError: 'none' })[error.name] ?? 'busy';

/* Reading. */

// The browser's own reader where it has one that works; ours is loaded only where it is needed.
async function newReader() {
  if (!('BarcodeDetector' in window) || !(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return ourReader();
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async canvas => {
    try {
      return (await detector.detect(canvas)).map(code => code.rawValue);
    } catch {
      reader = ourReader(); // Some name one that the device does not have.
      return (await reader)(canvas);
    }
  };
}

async function ourReader() {
  const [{ symbolsIn }, { textOf }] = await Promise.all(document.querySelector('script[data-loads]').dataset.loads.split(' ').map(url => import(url)));
  return canvas => {
    for (const symbol of symbolsIn(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height))) {
      const text = textOf(symbol);
      if (text) return [text];
    }
    return [];
  };
}

let reader = null;

async function read(canvas) {
  reader ??= newReader();
  try {
    return await (await reader)(canvas);
  } catch (error) {
    reader = null; // It may have been the network.
    throw error;
  }
}

const canvas = document.createElement('canvas');
canvas.getContext('2d', { willReadFrequently: true });

// A part of a picture, made no wider or higher than asked.
function drawn(picture, left, top, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  [canvas.width, canvas.height] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  canvas.getContext('2d').drawImage(picture, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const deviceOf = text => /^MAINSTAY:1:([^:]+):[^:]+/i.exec(text.replace(/\s/g, ''))?.[1];

// True when it was a feeder's code. Some other code is said to be that.
function take(texts) {
  const text = texts.find(deviceOf);
  if (!text) {
    if (texts.length > 0) say('other');
    return false;
  }
  stop();
  say(null);
  form.elements.code.value = text;
  found.querySelector('[data-scan-id]').textContent = deviceOf(text);
  found.hidden = false;
  form.querySelector('button').focus();
  return true;
}

/* The camera. */

async function begin() {
  start.disabled = true;
  say(null);
  found.hidden = true;
  let mine;
  try {
    mine = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } });
  } catch (error) {
    say(reasonOf(error));
    return;
  } finally {
    start.disabled = false;
  }
  stream = mine;
  video.srcObject = mine;
  view.hidden = false;
  start.hidden = true;
  view.querySelector('[data-scan-stop]').focus();
  const words = setTimeout(() => say('nothing'), PATIENCE_MS);
  try {
    await video.play();
    await look(mine);
  } catch {
    // Stopping it while it starts ends play() as well: that is no trouble.
    if (stream === mine) {
      stop();
      say('busy');
    }
  } finally {
    clearTimeout(words);
  }
}

async function look(mine) {
  for (let round = 0; stream === mine; round++) {
    if (mine.getTracks().some(track => track.readyState === 'ended')) throw new Error('The camera went away.');
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const texts = await read(frame(round));
      if (stream !== mine || take(texts)) return;
    }
    await new Promise(done => setTimeout(done, PAUSE_MS));
  }
}

// In turn all that is seen, and its middle as it comes: a small code is clearer there.
function frame(round) {
  const { videoWidth: width, videoHeight: height } = video;
  const side = Math.min(width, height, LIVE_WIDTH);
  return round % 2 === 0 ? drawn(video, 0, 0, width, height, LIVE_WIDTH) : drawn(video, (width - side) / 2, (height - side) / 2, side, side, side);
}

function stop() {
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  video.srcObject = null;
  view.hidden = true;
  start.hidden = !canUseCamera;
}

function giveUp() {
  if (!stream) return;
  stop();
  say(null);
  start.focus();
}

/* A photo: also where a browser gives no camera to a page that came without TLS. */

async function readPhoto({ target }) {
  const [file] = target.files;
  if (!file) return;
  stop();
  say('reading');
  found.hidden = true;
  try {
    const photo = await createImageBitmap(file);
    let texts = [];
    for (const width of PHOTO_WIDTHS) {
      texts = await read(drawn(photo, 0, 0, photo.width, photo.height, width));
      if (texts.length > 0 || Math.max(photo.width, photo.height) <= width) break;
    }
    photo.close();
    if (texts.length === 0) say('photo');
    else take(texts);
  } catch {
    say('photo');
  } finally {
    target.value = ''; // The same photo may be chosen again.
  }
}

place.hidden = false;
start.hidden = !canUseCamera;
// Where there is no live picture, a phone can still take one; a computer only has files.
place.querySelector('[data-scan-take]').hidden = canUseCamera || !matchMedia('(pointer: coarse)').matches;
start.addEventListener('click', begin);
view.querySelector('[data-scan-stop]').addEventListener('click', giveUp);
place.addEventListener('keydown', event => { if (event.key === 'Escape') giveUp(); });
place.querySelectorAll('input[type=file]').forEach(input => input.addEventListener('change', readPhoto));
form.elements.code.addEventListener('input', () => { found.hidden = true; });
form.addEventListener('submit', stop);
addEventListener('pagehide', stop);
document.addEventListener('visibilitychange', () => { if (document.hidden) giveUp(); });
