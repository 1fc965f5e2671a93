// The queue as a file, for when all else fails: JSON that another tablet reads back, and CSV that Excel shows.
import { say, timeOf } from "/static/app/words.js";
import { agreementOf, kindOf } from "./desk.js";
import { nameOf } from "./people.js";

const HEADINGS = [
  "csvKind",
  "csvState",
  "csvAt",
  "csvParties",
  "csvGives",
  "csvCommitment",
  "csvDeadline",
  "csvContact",
  "csvReason",
  "csvAgreement",
];

/** Everything that is needed to send the queue from somewhere else; the same ids make a double impossible. */
export function asJson(items) {
  const kept = items.map(({ id, url, body, after, state }) => ({ id, url, body, after, state }));
  return new Blob([JSON.stringify({ borsen: "queue", items: kept }, null, 2)], { type: "application/json" });
}

/** Norwegian Excel wants semicolons, and a byte order mark to know UTF-8 by. */
export function asCsv(items) {
  const rows = [HEADINGS.map((heading) => say(heading)), ...items.map(row)];
  const text = rows.map((cells) => cells.map(cell).join(";")).join("\r\n");
  return new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" });
}

function row(item) {
  const { body } = item;
  const parties = body.parties ?? [];
  return [
    say(kindOf(item)),
    item.state === "refused" ? item.reason.title : say("waits"),
    body.at ? timeOf(body.at) : timeOf(item.added),
    parties.map((party) => nameOf(party.participant)).join(" + "),
    parties.map((party) => party.gives && `${nameOf(party.participant)}: ${party.gives}`).filter(Boolean).join(" | "),
    body.commitment ? say(body.commitment) : "",
    body.deadline ?? "",
    body.first_contact ? nameOf(body.first_contact) : "",
    body.reason ?? "",
    agreementOf(item),
  ];
}

/** What begins like a formula must not become one in a spreadsheet (OWASP, 'CSV Injection'). */
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The items of a file that was written here, or on another tablet of the exchange; null for any other file. */
export async function itemsOf(file, api) {
  // Another exchange's would never be taken, and keep ours waiting behind them; an address may lead anywhere (`/../`).
  const isOurs = ({ id, url, body }) => id && body && new URL(url, location.origin).href.startsWith(`${location.origin}${api}/agreements`);
  try {
    const { borsen, items } = JSON.parse(await file.text());
    return borsen === "queue" && items.every(isOurs) ? items : null;
  } catch {
    return null;
  }
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
