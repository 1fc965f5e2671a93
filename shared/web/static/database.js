// A database on this device. A browser may close it behind a page that sleeps, as iPads do: then it is opened anew.

import { openDB } from "./vendor/idb.js";

/** A function that gives the database of a name, open; `upgrade` makes its stores where it is new. */
export function database(name, upgrade) {
  let opened;
  const lose = () => {
    opened = undefined;
  };
  const blocking = (_current, _wanted, event) => {
    event.target.close();
    lose();
  };
  const open = async () => {
    try {
      return await openDB(name, 1, { upgrade, blocking, terminated: lose });
    } catch (error) {
      lose();
      throw error;
    }
  };
  return () => (opened ??= open());
}
