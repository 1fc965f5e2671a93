// The agreement read back before it is saved: 'A gir …, B gir …'.
import { copy, fill, onPress } from "/static/app/dom.js";
import { dayOf, say, timeOf } from "/static/app/words.js";
import { present, terms } from "./agreement.js";
import { deals, twinsOf } from "./deals.js";
import { desk } from "./desk.js";
import { nameOf } from "./people.js";

const dialog = document.getElementById("review");
const money = dialog.querySelector("[name='money_confirmed']");
const save = dialog.querySelector("[data-press='save']");

let decide;

onPress(dialog, "back", () => dialog.close());
onPress(dialog, "save", () => decide());
dialog.addEventListener("close", () => decide(null));

/**
 * Read a sheet back, and save it if the broker says so. Gives the parties' names, or null if it is to be changed.
 * `write` takes what is answered here.
 */
export function read(sheet, write) {
  return new Promise((resolve) => {
    let saving = false;
    decide = async (refusal) => {
      if (refusal === null) return resolve(null);
      // Two taps are one.
      if (saving) return;
      saving = true;
      const agreed = { ...sheet, moneyConfirmed: money.checked };
      write({ moneyConfirmed: money.checked });
      try {
        await desk.save(agreed);
      } catch {
        // The device is full, for example: what the broker believes to be registered must be in the queue.
        saving = false;
        return fill(dialog, { refusal: say("notKept") });
      }
      resolve(present(sheet).map((party) => nameOf(party.participant)));
      dialog.close();
    };
    show(sheet);
    dialog.showModal();
    showTwin(sheet);
    desk.considered(sheet).then((answer) => answer && dialog.open && complain(answer));
  });
}

function show(sheet) {
  const here = present(sheet);
  const somebody = here.some((party) => party.gives.trim());
  dialog.querySelector("[data-sentences]").replaceChildren(...here.map((party) => sentence(party, somebody)));
  const ask = here.find((party) => somebody && !party.gives.trim());
  fill(dialog, {
    kind: say(sheet.commitment === "firm" ? "firmUntil" : "intentUntil", { day: dayOf(sheet.deadline) }),
    contact: say("contacts", { name: nameOf((sheet.parties[sheet.contact]?.participant ? sheet.parties[sheet.contact] : here[0]).participant) }),
    back: ask && say("ask", { name: nameOf(ask.participant) }),
    refusal: null,
    twin: null,
  });
  save.disabled = false;
  money.checked = sheet.moneyConfirmed;
  dialog.querySelector("[data-money]").hidden = !sheet.moneyConfirmed;
}

async function showTwin(sheet) {
  const [twin] = twinsOf({ id: sheet.agreement, terms: terms(sheet) }, await deals());
  const gives = twin?.terms.parties.map((party) => party.gives).filter(Boolean).join(" · ");
  fill(dialog, { twin: twin && say("twinAsk", { time: timeOf(twin.at), gives }) });
}

function sentence(party, somebody) {
  const made = copy("sentence");
  const gives = party.gives.trim();
  return fill(made, { name: nameOf(party.participant), does: say(gives ? "doesGive" : somebody ? "doesGet" : "doesMeet"), gives });
}

/** The server would refuse this. What speaks of money is fine once the broker has asked; the rest is to be changed. */
function complain({ title, type }) {
  const aboutMoney = type.endsWith(":money");
  fill(dialog, { refusal: title });
  dialog.querySelector("[data-money]").hidden = !aboutMoney;
  save.disabled = true;
  money.onchange = () => (save.disabled = !(aboutMoney && money.checked));
}
