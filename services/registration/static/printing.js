// Printing takes some seconds: say that it goes on, and when the document is there. Without this the browser's own
// waiting shows it.

/** Fetch a form's document and hand it to the browser as a download. */
async function fetchDocument(event) {
  const form = event.currentTarget;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const button = event.submitter;
  const state = form.querySelector("[data-print-state]");
  event.preventDefault();
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  state.textContent = form.dataset.busy;
  try {
    const answer = await fetch(address, { headers: { accept: "application/pdf, text/html" } });
    if (!answer.ok) {
      // The page behind the address says what is wrong, beside the field or in a sentence.
      location.assign(address);
      return;
    }
    save(await answer.blob(), nameOf(answer));
    state.textContent = form.dataset.done;
  } catch {
    state.textContent = form.dataset.failed;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** The file's name as the answer gives it (RFC 6266). */
function nameOf(answer) {
  const [, name] = answer.headers.get("content-disposition")?.match(/filename\*=UTF-8''([^;]+)/) ?? [];
  return name ? decodeURIComponent(name) : "";
}

/** Keep a document where the reader keeps downloads. */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

for (const form of document.querySelectorAll("form[data-print]")) form.addEventListener("submit", fetchDocument);
