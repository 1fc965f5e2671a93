// Name tags: the server's PDF where there is network, and one that the page draws itself where there is none.
import { fill } from "/static/app/dom.js";
import { keep, kept } from "/static/app/store.js";
import { say } from "/static/app/words.js";
import encodeQR from "/static/vendor/qr/index.js";
import { kit } from "./kit.js";

const SVG = "http://www.w3.org/2000/svg";
const { tag: address } = document.querySelector("[data-app]").dataset;
const choice = document.querySelector("[name='paper']");
const paper = document.getElementById("paper-tag");
const sizes = JSON.parse(paper.dataset.sizes);
const look = new CSSStyleSheet();
document.adoptedStyleSheets.push(look);

/** Which paper the printer beside this tablet has is remembered on it. */
export async function startTags() {
  choice.value = (await kept("paper")) ?? "";
  choice.addEventListener("change", () => keep("paper", choice.value));
  window.addEventListener("afterprint", () => (paper.hidden = true));
}

/** Whether tags are printed at this tablet. */
export function canPrint() {
  return Boolean(choice.value);
}

export function printTag(guest) {
  if (kit.online && guest.number) {
    window.open(`${address}${guest.id}.pdf?${new URLSearchParams({ ark: choice.value })}`, "_blank");
  } else {
    draw(guest);
    window.print();
  }
}

function draw(guest) {
  // What is no single label is a sheet of them, on whose corner the largest tag has room.
  const [width, height] = sizes[choice.value] ?? Object.values(sizes)[0];
  const page = choice.value in sizes ? `@page tag { size: ${width}mm ${height}mm; }` : "@page tag { size: auto; }";
  // A hair less than the page, or a second one would follow.
  look.replaceSync(`${page} @media print { .paper-tag { inline-size: ${width}mm; block-size: ${height - 0.5}mm; } }`);
  fill(paper, { name: guest.name, number: guest.number && say("tagNumber", { number: guest.number }) });
  paper.querySelector("[data-sector-tag]").textContent = document.getElementById(`sector-tag-${guest.sector}`).content.textContent.trim();
  const code = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const squares = encodeQR(guest.badge, "raw", { border: 1 });
  path.setAttribute("d", squares.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join(""));
  code.setAttribute("viewBox", `0 0 ${squares.length} ${squares.length}`);
  code.setAttribute("role", "img");
  code.setAttribute("aria-label", say("tagOf", { name: guest.name }));
  code.append(path);
  paper.querySelector("[data-code]").replaceChildren(code);
  paper.hidden = false;
}
