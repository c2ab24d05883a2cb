// Copies of what is being typed, on this device, until the server has them. Only where the person said that the device is their own
// (the cookie own_device, which names them). AES-GCM; the key never leaves IndexedDB and can't be read out of it. Copies go when the
// server has the text, at sign-out, when the choice is taken back, and after a week.
const DATABASE = "portal-drafts", DAYS = 7, COOKIE = "own_device", HALF_A_YEAR = 15552000;
let opened = null;

const open = () => opened ??= new Promise((resolve, reject) => {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => { for (const name of ["keys", "copies"]) request.result.createObjectStore(name); };
  request.onsuccess = () => {
    request.result.onversionchange = () => { request.result.close(); opened = null; }; // a sign-out in another tab deletes it
    resolve(request.result);
  };
  request.onerror = () => reject(request.error);
});

const within = async (name, mode, act) => {
  const database = await open();
  return new Promise((resolve, reject) => {
    const change = database.transaction(name, mode), request = act(change.objectStore(name));
    change.oncomplete = () => resolve(request?.result);
    change.onerror = change.onabort = () => reject(change.error);
  });
};

const keyOf = async (owner) => {
  const found = await within("keys", "readonly", (keys) => keys.get(owner));
  if (found) return found;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("keys", "readwrite", (keys) => keys.add(made, owner)).catch(() => null); // another tab was quicker: its key counts
  return within("keys", "readonly", (keys) => keys.get(owner));
};

export const isOwn = (owner) => Boolean(owner) && Boolean(globalThis.indexedDB && globalThis.crypto?.subtle)
  && document.cookie.split("; ").includes(`${COOKIE}=${owner}`);

export const claim = (owner) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${owner}; Path=/staff/; Max-Age=${HALF_A_YEAR}; SameSite=Strict${secure}`;
};

export const release = async () => {
  document.cookie = `${COOKIE}=; Path=/staff/; Max-Age=0; SameSite=Strict`;
  await wipe();
};

export const keep = async (owner, id, text) => {
  const iv = crypto.getRandomValues(new Uint8Array(12)), key = await keyOf(owner);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(text)));
  await within("copies", "readwrite", (copies) => copies.put({ owner, id, iv, sealed, at: Date.now() }, `${owner} ${id}`));
};

export const drop = (owner, id) => within("copies", "readwrite", (copies) => copies.delete(`${owner} ${id}`));

// All copies of this person, opened; those that are too old are thrown away unread.
export const all = async (owner) => {
  if (!isOwn(owner)) return [];
  const found = [], key = await keyOf(owner);
  for (const copy of await within("copies", "readonly", (copies) => copies.getAll())) {
    if (Date.now() - copy.at > DAYS * 86400000) { await drop(copy.owner, copy.id); continue; }
    if (copy.owner !== owner) continue;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: copy.iv }, key, copy.sealed);
      found.push({ id: copy.id, at: copy.at, ...JSON.parse(new TextDecoder().decode(plain)) });
    } catch { await drop(owner, copy.id); } // sealed with a key that is gone
  }
  return found;
};

export const count = async () => within("copies", "readonly", (copies) => copies.count());

export const wipe = async () => {
  try { (await opened)?.close(); } catch { /* it never opened */ }
  opened = null;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(DATABASE);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
};
