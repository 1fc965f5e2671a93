// What pages keep for one participant must not be found by the next one who holds the device.

import { forget, queue } from "./outbox.js";

/** Caches and queues of this name, with the participant's id after it, are for that participant only. */
const OWN = "plan-";

/** Forget the pages of everybody but a participant, who has just signed in. What others have not sent waits for them. */
export async function welcome(participant) {
  for (const name of await ownCaches()) {
    if (name !== `${OWN}${participant}`) await caches.delete(name);
  }
}

/** Send what can be sent, and forget everything of whoever signs out; false if something would be lost by that. */
export async function leave({ unsent }) {
  const names = new Set([...(await ownCaches()), ...(await ownQueues())]);
  for (const name of names) await queue(name).flush();
  const waiting = await Promise.all([...names].map((name) => queue(name).all()));
  if (waiting.flat().length && !window.confirm(unsent)) return false;
  for (const name of names) {
    await forget(name);
    await window.caches?.delete(name);
  }
  return true;
}

async function ownCaches() {
  return ((await window.caches?.keys()) ?? []).filter((name) => name.startsWith(OWN));
}

async function ownQueues() {
  const databases = (await indexedDB.databases?.()) ?? [];
  return databases.map(({ name }) => name.replace(/^outbox-/, "")).filter((name) => name.startsWith(OWN));
}
