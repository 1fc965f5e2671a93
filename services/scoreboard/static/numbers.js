// The count and the record, wherever a page shows them: on the stage and on a phone.

export class Numbers {
  /** `root` has the record's state; the count stands in `#count`, the bar in `#record`, the others in `data-shows`. */
  constructor(root) {
    this.root = root;
    this.count = document.getElementById("count");
    this.bar = document.getElementById("record");
  }

  show(total, record) {
    const text = String(total);
    this.count.dataset.number = text;
    this.count.dataset.digits = text.length;
    // A live region speaks whenever it is written to.
    if (this.count.textContent !== text) this.count.textContent = text;
    this.say("count", text);
    if (record === null) return;
    this.root.dataset.record = total > record ? "beaten" : "chasing";
    this.bar.value = Math.min(total, record);
    this.say("left", Math.max(record - total, 0));
    this.say("above", Math.max(total - record, 0));
  }

  say(name, value) {
    for (const element of this.root.querySelectorAll(`[data-shows="${name}"]`)) element.textContent = value;
  }
}
