// The date becomes a countdown: the server says how many days are left, this goes on with it each second.

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
// Some browsers do not know nynorsk, and would count in the language of the machine.
const languages = [document.documentElement.lang, "nb"];

function parts(seconds) {
  let left = seconds;
  return UNITS.map(([unit, size]) => {
    const number = Math.floor(left / size);
    left -= number * size;
    return [unit, number];
  });
}

function written(unit, number) {
  const display = unit === "day" || unit === "hour" ? "long" : "short";
  return new Intl.NumberFormat(languages, { style: "unit", unit, unitDisplay: display }).format(number);
}

function start(box) {
  const opens = new Date(box.dataset.countdown).getTime();
  box.classList.add("countdown", "numbers");
  const tick = () => {
    const left = Math.floor((opens - Date.now()) / 1000);
    if (left < 0) return;
    const shown = parts(left);
    const first = Math.max(shown.findIndex(([, number]) => number > 0), 0);
    // The largest unit that is left and the two after it: seconds mean nothing months before, and fill a phone's line.
    box.replaceChildren(...shown.slice(first, first + 3).map(([unit, number]) => {
      const part = document.createElement("span");
      part.textContent = written(unit, number);
      return part;
    }));
    setTimeout(tick, 1000 - (Date.now() % 1000));
  };
  tick();
}

document.querySelectorAll("[data-countdown]").forEach(start);
