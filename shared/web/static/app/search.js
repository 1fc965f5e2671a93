// Finding somebody among those who take part: by name, by the number on the tag, or by the tag's code.
import { norwegian } from "./norwegian.js";

/** Prepare people, who have `name`, `number` and `badge`, to be searched. */
export function index(people) {
  for (const person of people) {
    person.key = norwegian(person.name);
    person.words = person.key.split(" ");
  }
  return people;
}

/** People by number, or by the beginning of a word of the name; those who are `late` stand behind their likes. */
export function search(people, text, late) {
  const wanted = norwegian(text);
  if (!wanted) return [];
  return people
    .map((person) => ({ person, rank: rank(person, wanted) + (late(person) ? 0.5 : 0) }))
    .filter(({ rank }) => rank < Infinity)
    .sort((one, other) => one.rank - other.rank || byName(one.person, other.person))
    .map(({ person }) => person);
}

/** Alphabetically, and those of one name by number. */
export function byName(one, other) {
  return one.key.localeCompare(other.key, "nb") || one.number - other.number;
}

/** Whom a name tag's code stands for; undefined for any other code. */
export function ofBadge(people, text) {
  const path = pathOf(text);
  return path && people.find((person) => pathOf(person.badge) === path);
}

/** Smaller is better: the number, the name's beginning, a word's beginning, anywhere. */
function rank(person, wanted) {
  if (/^\d+$/.test(wanted)) return String(person.number) === wanted ? 0 : Infinity;
  if (person.key.startsWith(wanted)) return 1;
  if (person.words.some((word) => word.startsWith(wanted))) return 2;
  return person.key.includes(wanted) ? 3 : Infinity;
}

function pathOf(address) {
  try {
    return new URL(address).pathname;
  } catch {
    return null;
  }
}
