// The page's own sentences, in the language it was written in: `say("gives", { name })` fills in `{name}`.
const words = Object.assign({}, ...Array.from(document.querySelectorAll("template[data-words]"), ({ dataset }) => dataset));
const language = document.documentElement.lang;

export function say(key, values = {}) {
  if (!(key in words)) throw new Error(`no words for ${key}`);
  return words[key].replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
}

/** Like `say`, of one or of many: the sentence's singular is under `key` + "One". */
export function count(key, number, values = {}) {
  return say(number === 1 ? `${key}One` : key, { ...values, number });
}

const TIME = new Intl.DateTimeFormat("nb", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
const DAY = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const SHORT_DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });

/** 18.45 */
export const timeOf = (moment) => TIME.format(new Date(moment)).replace(":", ".");

/** torsdag 6. mai; a day is "2027-05-06". */
export const dayOf = (day) => DAY.format(new Date(`${day}T12:00`));
export const shortDayOf = (day) => SHORT_DAY.format(new Date(`${day}T12:00`));
