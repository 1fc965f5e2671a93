// Shows the picture that somebody chooses before it is sent, and says at once when the file cannot be used.
// The page's policy allows pictures that an address holds whole, so the file is read into one.

function preview(box, file) {
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const frame = box.querySelector("[data-picture-shown]");
    frame.querySelector("img").src = reader.result;
    frame.hidden = false;
  });
  reader.readAsDataURL(file);
}

function complaint(box, file, input) {
  if (file.size > Number(box.dataset.mostBytes)) return box.dataset.tooHeavy;
  return input.accept.split(",").includes(file.type) ? "" : box.dataset.unknown;
}

function chosen(event) {
  const box = event.target.closest("[data-picture]");
  const file = box && event.target.type === "file" && event.target.files[0];
  if (!file) return;
  const wrong = complaint(box, file, event.target);
  const note = box.querySelector("[data-picture-note]");
  note.textContent = wrong;
  note.hidden = !wrong;
  event.target.toggleAttribute("aria-invalid", Boolean(wrong));
  if (wrong) {
    event.target.value = "";
    return;
  }
  const remove = box.querySelector("input[type='checkbox']");
  if (remove) remove.checked = false;
  preview(box, file);
}

/** A draft that was brought back names its picture, but only the server has it: say so. */
function restored(event) {
  event.target.querySelectorAll("[data-picture]").forEach((box) => {
    const kept = box.querySelector("input[type='hidden']").value;
    const note = box.querySelector("[data-picture-kept]");
    if (kept && note) note.hidden = false;
  });
}

document.addEventListener("change", chosen);
document.addEventListener("draft-restored", restored);
