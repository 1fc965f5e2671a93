// The door: the list, which is all here, narrows while one types. Without this the search button asks the server.

const form = document.querySelector("[data-door-search]");
const search = form?.querySelector("input[type='search']");
const lines = Array.from(document.querySelectorAll("[data-door-list] > [data-name]"));
const none = document.querySelector("[data-door-none]");

/** Narrow the list to the names that contain what was typed. */
function narrow() {
  const wanted = search.value.trim().toLocaleLowerCase("nb");
  for (const line of lines) {
    line.hidden = !line.dataset.name.toLocaleLowerCase("nb").includes(wanted);
  }
  none.hidden = lines.some((line) => !line.hidden);
}

if (form && none) {
  search.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search.blur();
  });
}
