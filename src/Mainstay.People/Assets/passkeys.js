// Passkeys: signing in with one, and adding one. What is offered stays out of sight where the browser cannot do it; the password works everywhere.

// A passkey belongs to a host's name: under an address there are none.
const isName = !/^(\d+\.){3}\d+$|^\[/.test(location.hostname);
const canUse = window.isSecureContext && 'PublicKeyCredential' in window && isName;

const bytesOf = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
const textOf = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const withBytes = list => list?.map(item => ({ ...item, id: bytesOf(item.id) }));

// Browsers learned to read and write the JSON forms later than to use passkeys.
function toCreate(options) {
  return PublicKeyCredential.parseCreationOptionsFromJSON?.(options)
    ?? { ...options, challenge: bytesOf(options.challenge), user: { ...options.user, id: bytesOf(options.user.id) }, excludeCredentials: withBytes(options.excludeCredentials) };
}

function toGet(options) {
  return PublicKeyCredential.parseRequestOptionsFromJSON?.(options)
    ?? { ...options, challenge: bytesOf(options.challenge), allowCredentials: withBytes(options.allowCredentials) };
}

function toJson(credential) {
  if (credential.toJSON) return credential.toJSON();
  const { response } = credential;
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      attestationObject: textOf(response.attestationObject),
      transports: response.getTransports?.(),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
      userHandle: textOf(response.userHandle),
    },
  };
}

async function ask(form) {
  const answer = await fetch(`${form.action}/options`, {
    method: 'POST',
    headers: { 'X-Form-Token': form.elements._token.value, Accept: 'application/json' },
    credentials: 'same-origin',
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

// The form is sent when the device has signed; until then its button waits.
function offer(place, ceremony) {
  const form = place.querySelector('form');
  const failed = place.querySelector('[data-passkey-failed]');
  const button = form.querySelector('button');
  place.hidden = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    failed.hidden = true;
    button.disabled = true;
    try {
      const { challenge, options } = await ask(form);
      form.elements.credential.value = JSON.stringify(toJson(await ceremony(options)));
      if (form.elements.challenge) form.elements.challenge.value = challenge;
      form.submit();
    } catch {
      failed.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}

if (canUse) {
  document.querySelectorAll('[data-passkey-none]').forEach(note => { note.hidden = true; });
  document.querySelectorAll('[data-passkey-sign-in]').forEach(place => offer(place, options => navigator.credentials.get({ publicKey: toGet(options) })));
  document.querySelectorAll('[data-passkey-add]').forEach(place => offer(place, options => navigator.credentials.create({ publicKey: toCreate(options) })));
}
