// Shows the sign-up's form one section at a time where the screen is narrow. It stays one form, which is sent whole:
// without this script, and where there is room, all of it is on one page.

const NARROW = matchMedia("(max-width: 40rem)");

const fieldsOf = (element) => [...element.querySelectorAll("input, select, textarea")];
const begun = (row) => fieldsOf(row).some((field) => field.type !== "checkbox" && field.value);

/** Whether a field is in a row that is left empty, beside one that is not: nothing is sent of it. */
function leftOut(field) {
  const row = field.closest(".repeat__row");
  return row && !begun(row) && [...row.parentElement.querySelectorAll(".repeat__row")].some(begun);
}

/** Whether a step is filled in. If not, the browser says what is missing, beside the first field that lacks it. */
function complete(section) {
  const wrong = fieldsOf(section).find((field) => !leftOut(field) && !field.checkValidity());
  wrong?.reportValidity();
  return !wrong;
}

/** In the browser's history, at the page's address without the field that a link led to. */
function note(how, state) {
  history[how](state, "", location.pathname + location.search);
}

class Steps {
  constructor(box) {
    this.box = box;
    this.sections = [...box.querySelectorAll(".form-section")];
    this.headings = this.sections.map((section) => section.querySelector("h2"));
    this.counts = this.headings.map((heading, step) => this.count(heading, step));
    this.buttons = Object.fromEntries(
      ["next", "back", "send"].map((name) => [name, box.querySelector(`[data-step-${name}]`)]),
    );
    const mistaken = this.sections.findIndex((section) => section.querySelector("[data-field='validation']"));
    this.show(mistaken >= 0 ? mistaken : (history.state?.step ?? 0));
    note("replaceState", { ...history.state, step: this.step });
    NARROW.addEventListener("change", () => this.show(this.step));
    addEventListener("popstate", () => this.arrive());
    // The second press of a double one would fall on another step, which may have nothing that must be filled in.
    this.buttons.back.addEventListener("click", (event) => event.detail > 1 || this.backward());
    this.buttons.next.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
    box.querySelector("form").addEventListener("submit", (event) => this.submitted(event), { capture: true });
  }

  get last() {
    return this.sections.length - 1;
  }

  /** The number of a step, as part of its heading: that is what has the focus, and what is read out. */
  count(heading, step) {
    const count = document.createElement("span");
    count.className = "step-count";
    count.textContent = this.box.dataset.steps.replace("{step}", step + 1).replace("{steps}", this.sections.length);
    count.style.setProperty("--done", (step + 1) / this.sections.length);
    heading.tabIndex = -1;
    heading.prepend(count, " ");
    return count;
  }

  show(step) {
    const narrow = NARROW.matches;
    this.step = Math.min(step, this.last);
    // The browser would scroll to where one pressed, which is the end of another step.
    history.scrollRestoration = narrow ? "manual" : "auto";
    this.sections.forEach((section, number) => {
      section.hidden = narrow && number !== this.step;
    });
    this.counts.forEach((count) => {
      count.hidden = !narrow;
    });
    this.buttons.next.hidden = !narrow || this.step === this.last;
    this.buttons.back.hidden = !narrow || this.step === 0;
    this.buttons.send.hidden = narrow && this.step !== this.last;
    this.box.toggleAttribute("data-under-way", narrow && this.step > 0);
  }

  turnTo(step) {
    this.show(step);
    this.headings[this.step].focus({ preventScroll: true });
    this.box.scrollIntoView();
  }

  /** The browser's own back and forward; or a link in the list of mistakes, which leads to a field of any step. */
  arrive() {
    if (!NARROW.matches) return;
    const field = document.getElementById(location.hash.slice(1));
    const linked = this.sections.findIndex((section) => section.contains(field));
    if (history.state) this.turnTo(history.state.step);
    else if (linked >= 0) {
      note("replaceState", { step: linked });
      this.show(linked);
      field.focus();
      field.scrollIntoView({ block: "center" });
    }
  }

  forward() {
    note("pushState", { step: this.step + 1, followed: true });
    this.turnTo(this.step + 1);
  }

  backward() {
    if (history.state?.followed) history.back();
    else {
      note("replaceState", { step: this.step - 1 });
      this.turnTo(this.step - 1);
    }
  }

  /** The enter key sends a form: before the last step it turns to the next one, as the button does. */
  submitted(event) {
    if (!NARROW.matches || event.submitter?.name === "add_row") return;
    const done = complete(this.sections[this.step]);
    if (done && this.step === this.last) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (done) this.forward();
  }
}

document.querySelectorAll("[data-steps]").forEach((box) => new Steps(box));
