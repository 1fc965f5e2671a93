// Sends a form only where there is a network: a browser's own page for 'no network' would take the place of what was
// typed. What happens once, as a sign-up, must not happen again on a page that one comes back to, so it keeps its id.

const PATIENCE = 8000;

/** Whether our server answers, whatever it says. */
async function reachable() {
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

function guard(box) {
  const form = box.querySelector("form");
  const note = box.querySelector("[data-no-network]");
  if (box.dataset.send === "once") form.elements.command_id.removeAttribute("data-command-id");
  let asking = false;
  let reached = false;
  form.addEventListener("submit", async (event) => {
    if (reached) {
      reached = false;
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    event.submitter?.setAttribute("aria-busy", "true");
    reached = await reachable();
    asking = false;
    event.submitter?.removeAttribute("aria-busy");
    note.hidden = reached;
    if (reached) form.requestSubmit(event.submitter);
    else note.scrollIntoView({ block: "center" });
  });
}

document.querySelectorAll("[data-send]").forEach(guard);
