/** A copy of the page's `<template id="…">`: its first element. */
export function copy(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** Write texts where an element has room for them: `<p data-slot="name">`. What has no text is hidden. */
export function fill(element, texts) {
  for (const [slot, text] of Object.entries(texts)) {
    for (const place of element.querySelectorAll(`[data-slot="${slot}"]`)) {
      place.textContent = text ?? "";
      place.hidden = text === null || text === undefined || text === "";
    }
  }
  return element;
}

/** Move the focus to a view's heading: so it is heard where a press led, and a keyboard goes on from there. */
export function leadTo(view) {
  const heading = view.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

const app = document.title;

/** Let the tab, and whoever listens, tell where in the app one is: 'Ny avtale – Børsmegler'. */
export function entitle(view) {
  document.title = `${view.querySelector("h1").innerText} – ${app}`;
}

/** Call `work` when the button of a name is pressed. */
export function onPress(element, name, work) {
  element.querySelector(`[data-press="${name}"]`).addEventListener("click", work);
}
