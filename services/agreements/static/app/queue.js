// What has not been sent yet, and what the server would not take.
import { showSent } from "/static/app/badge.js";
import { copy, fill, onPress } from "/static/app/dom.js";
import { count, say, timeOf } from "/static/app/words.js";
import { filled } from "./agreement.js";
import { deals } from "./deals.js";
import { agreementOf, desk, kindOf } from "./desk.js";
import { asCsv, asJson, download, itemsOf } from "./export.js";
import { kit } from "./kit.js";
import { nameOf } from "./people.js";

const view = document.querySelector("[data-view='queue']");
const list = view.querySelector("[data-items]");
const discarding = document.getElementById("discard");

let ours;
let fix;

/** `api` is where this exchange's commands go; `change` opens a sheet on which something is to be put right. */
export function startQueue(api, name, change) {
  ours = api;
  fix = change;
  onPress(view, "send", () => desk.outbox.flush());
  onPress(view, "csv", async () => download(asCsv(await desk.outbox.all()), `${name}.csv`));
  onPress(view, "json", async () => download(asJson(await desk.outbox.all()), `${name}.json`));
  view.querySelector("[name='file']").addEventListener("change", importFile);
  onPress(discarding, "keep", () => discarding.close());
  desk.outbox.addEventListener("change", showQueue);
  kit.addEventListener("change", showQueue);
  showQueue();
}

async function showQueue() {
  const items = await desk.outbox.all();
  fill(view, { lead: showSent(items, kit.joined === false ? "signed-out" : desk.outbox.trouble) });
  for (const part of view.querySelectorAll("[data-when='any']")) part.hidden = items.length === 0;
  list.replaceChildren(...items.map((item) => shown(item, items)));
}

function shown(item, items) {
  const made = copy("queued");
  const parties = item.body.parties ?? kit.agreements.find((agreement) => agreement.id === agreementOf(item))?.parties ?? [];
  made.dataset.state = item.state;
  fill(made, {
    kind: say(kindOf(item)),
    parties: parties.map((party) => nameOf(party.participant)).join(" – "),
    gives: parties.map((party) => party.gives).filter(Boolean).join(" · "),
    at: say("tapped", { time: timeOf(item.body.at ?? item.added) }),
    reason: item.state === "refused" ? item.reason.title : null,
    after: items.some((other) => other.id === item.after) ? say("waitsForOther") : null,
  });
  const again = made.querySelector("[data-press='fix']");
  again.hidden = item.state !== "refused" || kindOf(item) === "cancel";
  again.addEventListener("click", () => openFix(item));
  const retry = made.querySelector("[data-press='retry']");
  retry.hidden = item.state !== "refused";
  retry.addEventListener("click", () => desk.outbox.retry(item.id));
  const discard = made.querySelector("[data-press='discard']");
  discard.hidden = item.state !== "refused";
  discard.addEventListener("click", () => askDiscard(item));
  return made;
}

/** The sheet of what was refused, with the moment of the first tap; what hangs on it in the queue is part of it. */
async function openFix(item) {
  const agreement = agreementOf(item);
  const deal = (await deals()).find((other) => other.id === agreement);
  const items = deal.items.filter((other) => kindOf(other) !== "cancel").map((other) => other.id);
  const version = kit.agreements.find((other) => other.id === agreement)?.version ?? 0;
  fix(filled(deal.terms, { agreement, version, at: deal.at, items }));
}

function askDiscard(item) {
  onlyPress(discarding, "discard", async () => {
    const dependent = (await desk.outbox.all()).filter((other) => other.after === item.id);
    for (const { id } of [item, ...dependent]) await desk.outbox.discard(id);
    discarding.close();
  });
  discarding.showModal();
}

function onlyPress(element, name, work) {
  element.querySelector(`[data-press="${name}"]`).onclick = work;
}

async function importFile({ target }) {
  const [file] = target.files;
  target.value = "";
  const items = file && (await itemsOf(file, ours));
  for (const item of items ?? []) await desk.outbox.add(item);
  fill(view, { imported: items ? count("imported", items.length) : say("importWrong") });
}
