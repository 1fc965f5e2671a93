// The waiting page turns into the form by itself when the market opens.

const EVERY = 3000;
const waiting = document.querySelector("[data-market]");

if (waiting.dataset.state === "planned") setInterval(look, EVERY);

async function look() {
  try {
    const market = await (await fetch(waiting.dataset.market)).json();
    if (market.state !== "planned") location.reload();
  } catch {
    // No network for a moment: the next look will tell.
  }
}
