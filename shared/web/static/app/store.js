// What the device keeps of an exchange besides the queue: the evening's kit, the clock, and a half-filled sheet.
import { openDB } from "/static/vendor/idb.js";

const STORE = "kept";

let database;

export function openStore(name) {
  database = openDB(name, 1, { upgrade: (made) => made.createObjectStore(STORE) });
}

export async function kept(key) {
  return (await database).get(STORE, key);
}

export async function keep(key, value) {
  await (await database).put(STORE, value, key);
}
