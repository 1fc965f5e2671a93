// What the device keeps of an exchange besides the queue: the evening's kit, the clock, and a half-filled sheet.
import { database } from "/static/database.js";

const STORE = "kept";

let opened;

export function openStore(name) {
  opened = database(name, (made) => made.createObjectStore(STORE));
}

export async function kept(key) {
  return (await opened()).get(STORE, key);
}

export async function keep(key, value) {
  await (await opened()).put(STORE, value, key);
}
