// 'Legg i planen': what one finds in the catalogue goes into one's plan, without leaving the page.

import { queue } from "/static/outbox.js";
import { uuid } from "/static/uuid.js";

const form = document.querySelector("#to-plan");
const outbox = queue(`plan-${form.dataset.participant}`);

form.addEventListener("submit", async (event) => {
  const { name, value } = event.submitter;
  event.preventDefault();
  const [aspect, kept] = name === "line" ? ["line", "kept"] : ["mark", "wanted"];
  const body = { about: value, aspect, value: kept, at: new Date().toISOString() };
  await outbox.add({ id: uuid(), url: form.dataset.url, body });
  const link = form.querySelector("template").content.firstElementChild.cloneNode(true);
  event.submitter.replaceWith(link);
  link.focus();
});
