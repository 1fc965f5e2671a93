// A list to choose from by typing (WAI-ARIA APG, 'Editable combobox with list autocomplete'), grown from a <select>.
// The select stays in the form, out of sight, and carries what was chosen; without a script it is used as it is.

const WAIT = 120;

/**
 * @param {HTMLSelectElement} select
 * @param {{search: (text: string) => Promise<{id: string, name: string}[]>,
 *          show: (candidate: object) => Node, chosen: (candidate: object | null) => void,
 *          words: DOMStringMap}} about
 */
export function combobox(select, { search, show, chosen, words }) {
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let candidates = [];
  let active = -1;
  let timer;
  let asked = 0;

  dress();
  select.closest(".ds-field").append(list, status);
  select.before(input);
  if (select.value) search(select.selectedOptions[0].text).then(findChosen);

  input.addEventListener("input", () => {
    choose(null);
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", onKey);
  // Before the input loses the focus, which would close the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(Number(option.dataset.index));
  });

  function dress() {
    const id = select.id;
    for (const { name, value } of select.attributes) {
      if (name.startsWith("aria-") || name === "class") input.setAttribute(name, value);
    }
    input.id = id;
    input.type = "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.placeholder = words.search;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", `${id}-list`);
    input.value = select.value ? select.selectedOptions[0].text : "";
    list.id = `${id}-list`;
    list.className = "candidates";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.search);
    status.className = "ds-sr-only";
    status.setAttribute("role", "status");
    select.id = `${id}-value`;
    select.hidden = true;
  }

  async function look() {
    const mine = ++asked;
    const found = await search(select.value ? "" : input.value.trim());
    // An answer that was overtaken by a later one, or by the list being closed.
    if (mine !== asked) return;
    candidates = found;
    active = -1;
    list.replaceChildren(...candidates.map(option));
    list.hidden = candidates.length === 0;
    input.setAttribute("aria-expanded", String(candidates.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = candidates.length ? `${words.found} ${candidates.length}` : words.none;
    status.classList.toggle("ds-sr-only", candidates.length > 0);
  }

  function option(candidate, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.dataset.index = index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(show(candidate));
    return item;
  }

  function onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      list.hidden ? look() : move(step);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      take(Math.max(active, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  }

  function move(step) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = (active + step + candidates.length) % candidates.length;
    const option = list.children[active];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function take(index) {
    choose(candidates[index]);
    input.value = candidates[index].name;
    close();
  }

  function findChosen(found) {
    const candidate = found.find((one) => one.id === select.value);
    if (candidate) chosen(candidate);
  }

  function choose(candidate) {
    select.value = candidate?.id ?? "";
    input.removeAttribute("aria-invalid");
    chosen(candidate);
  }

  function close() {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
}
