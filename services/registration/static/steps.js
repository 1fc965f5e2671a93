// Shows the sign-up's form one section at a time where the screen is narrow. It stays one form, which is sent whole:
// without this script, and where there is room, all of it is on one page.

const NARROW = matchMedia("(max-width: 40rem)");
const MISTAKE = "[data-field='validation']";

/** Without an answer in this time the next step is shown: whatever is wrong is told when all of it is sent. */
const PATIENCE = 4000;

/** Another step of the same form as the server shows it, with a sentence beside each mistake; null without network. */
async function judged(form, step) {
  // A file would be sent at every step: its own is judged when all of it is sent.
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  body.set("step", "next");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelectorAll("[data-steps] .form-section")[step] ?? null;
  } catch {
    return null;
  }
}

/** The field that a sentence is about; of a group the first one. */
function fieldOf(mistake) {
  const place = document.getElementById(mistake.id.replace(/-error$/, ""));
  return place.querySelector("input:not([type='hidden']), select, textarea") ?? place;
}

/** In the browser's history, at the page's address without the field that a link led to. */
function note(how, state) {
  history[how](state, "", location.pathname + location.search);
}

class Steps {
  constructor(box) {
    this.box = box;
    this.sections = [...box.querySelectorAll(".form-section")];
    this.form = box.querySelector("form");
    this.asking = false;
    this.sections.forEach((_section, step) => this.number(step));
    this.buttons = Object.fromEntries(
      ["next", "back", "send"].map((name) => [name, box.querySelector(`[data-step-${name}]`)]),
    );
    const mistaken = this.sections.findIndex((section) => section.querySelector(MISTAKE));
    this.show(mistaken >= 0 ? mistaken : (history.state?.step ?? 0));
    note("replaceState", { ...history.state, step: this.step });
    NARROW.addEventListener("change", () => this.show(this.step));
    addEventListener("popstate", () => this.arrive());
    // The second press of a double one would fall on another step, which may have nothing that must be filled in.
    this.buttons.back.addEventListener("click", (event) => event.detail > 1 || this.backward());
    this.buttons.next.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
    this.form.addEventListener("submit", (event) => this.submitted(event), { capture: true });
  }

  get last() {
    return this.sections.length - 1;
  }

  heading(step) {
    return this.sections[step].querySelector("h2");
  }

  /** The number of a step, as part of its heading: that is what has the focus, and what is read out. */
  number(step) {
    const count = document.createElement("span");
    count.className = "step-count";
    count.textContent = this.box.dataset.steps.replace("{step}", step + 1).replace("{steps}", this.sections.length);
    count.style.setProperty("--done", (step + 1) / this.sections.length);
    this.heading(step).tabIndex = -1;
    this.heading(step).prepend(count, " ");
  }

  show(step) {
    const narrow = NARROW.matches;
    this.step = Math.min(step, this.last);
    // The browser would scroll to where one pressed, which is the end of another step.
    history.scrollRestoration = narrow ? "manual" : "auto";
    this.sections.forEach((section, number) => {
      section.hidden = narrow && number !== this.step;
    });
    this.box.querySelectorAll(".step-count").forEach((count) => {
      count.hidden = !narrow;
    });
    this.buttons.next.hidden = !narrow || this.step === this.last;
    this.buttons.back.hidden = !narrow || this.step === 0;
    this.buttons.send.hidden = narrow && this.step !== this.last;
    this.box.toggleAttribute("data-under-way", narrow && this.step > 0);
  }

  turnTo(step) {
    // The focus moves while the step that it leaves is still there: else some screen readers are silent.
    const target = Math.min(step, this.last);
    this.sections[target].hidden = false;
    this.heading(target).focus({ preventScroll: true });
    requestAnimationFrame(() => {
      this.show(target);
      this.box.scrollIntoView();
    });
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
    if (!NARROW.matches || event.submitter?.name === "add_row" || this.step === this.last) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.asking) this.complete();
  }

  /** Turns to the next step, unless the server finds a mistake in this one. */
  async complete() {
    const { step } = this;
    const section = this.sections[step];
    const answer = section.querySelector("input[type='file']") ? null : await this.ask(step);
    // Whoever has gone back to a field in the meantime is not interrupted.
    if (this.step !== step || section.contains(document.activeElement)) return;
    const mistake = answer && this.tell(section, step, answer);
    if (mistake) fieldOf(mistake).focus();
    else {
      this.form.querySelector(".ds-error-summary")?.remove();
      this.forward();
    }
  }

  /** The focus waits at the button: a screen reader is silent where it has to follow it out of fields that go. */
  async ask(step) {
    this.asking = true;
    this.buttons.next.focus({ preventScroll: true });
    this.buttons.next.setAttribute("aria-busy", "true");
    const answer = await judged(this.form, step);
    this.buttons.next.removeAttribute("aria-busy");
    this.asking = false;
    return answer;
  }

  /** The first of the sentences about a step's mistakes, which stand beside their fields from now on. */
  tell(section, step, answer) {
    if (![section, answer].some((shown) => shown.querySelector(MISTAKE))) return null;
    section.replaceChildren(...answer.children);
    this.number(step);
    return section.querySelector(MISTAKE);
  }
}

document.querySelectorAll("[data-steps]").forEach((box) => new Steps(box));
