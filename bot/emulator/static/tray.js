// Files on their way: held in the tray, dropped onto the pane, or taken from the samples.

import { element, icon, sizeOf, words } from "./view.js";
import { ask, world } from "./world.js";

export class Tray {
  constructor(pane) {
    this.pane = pane;
    this.find = pane.find;
    this.files = [];
    this.wire();
  }

  hold(files) {
    this.files.push(...files);
    const holder = this.find(".tray-files");
    holder.replaceChildren();
    for (const file of this.files) {
      const chip = element("span", "chip", file.name);
      chip.dir = "auto";
      chip.title = file.size ? sizeOf(file.size) : "";
      holder.append(chip);
    }
    this.find(".tray").hidden = !this.files.length;
    const pictures = this.files.length && this.files.every((file) => /^image\/(jpeg|png|webp)$/.test(file.type));
    this.find(".tray label").hidden = !pictures;
    if (!pictures) this.find(".tray-photo").checked = false;
    if (this.files.length) this.find("textarea").focus();
  }

  dropFiles() {
    this.files = [];
    this.hold([]);
  }

  async send(caption) {
    const form = this.form(caption, this.find(".tray-photo").checked);
    for (const file of this.files) {
      if (file.sample) form.append("sample", file.sample);
      else form.append("files", file, file.name);
    }
    this.dropFiles();
    this.pane.work(true);
    await this.pane.act(() => ask("upload", form));
    this.pane.work(false);
  }

  async sendSample(sample) {
    const photo = this.find(".sample-photo").checked && /^image\/(jpeg|png)$/.test(sample.mime);
    const form = this.form("", photo);
    form.append("sample", sample.name);
    this.find(".samples").hidden = true;
    this.pane.work(true);
    await this.pane.act(() => ask("upload", form));
    this.pane.work(false);
  }

  form(caption, photo) {
    const form = new FormData();
    const given = { chat_id: this.pane.chatId, from_id: this.pane.speaker, caption, as_photo: photo, hd: photo };
    for (const [name, value] of Object.entries(given)) form.append(name, value);
    if (this.pane.threadId()) form.append("thread_id", this.pane.threadId());
    return form;
  }

  drawSamples() {
    const list = this.find(".sample-list");
    list.replaceChildren(...world.samples.map((sample) => sampleElement(sample, this)));
    if (!world.samples.length) list.append(element("p", "empty", words.noSamples));
  }

  wire() {
    const picker = this.find("input[type=file]");
    const drawer = this.find(".samples");
    this.find(".attach").addEventListener("click", () => picker.click());
    picker.addEventListener("change", () => { this.hold(picker.files); picker.value = ""; });
    this.find("textarea").addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.hold(event.clipboardData.files);
    });
    this.find(".tray .quiet").addEventListener("click", () => this.dropFiles());
    this.find(".sample").addEventListener("click", () => { this.drawSamples(); drawer.hidden = !drawer.hidden; });
    this.find(".samples-close").addEventListener("click", () => { drawer.hidden = true; });
    this.wireDrop();
  }

  wireDrop() {
    const cover = this.find(".drop");
    let depth = 0;
    const holds = (event) => [...event.dataTransfer.types].includes("Files");
    this.pane.root.addEventListener("dragenter", (event) => { if (holds(event)) { depth += 1; cover.hidden = false; } });
    this.pane.root.addEventListener("dragleave", (event) => { if (holds(event) && (depth -= 1) <= 0) { depth = 0; cover.hidden = true; } });
    this.pane.root.addEventListener("dragover", (event) => { if (holds(event)) event.preventDefault(); });
    this.pane.root.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      cover.hidden = true;
      this.hold(event.dataTransfer.files);
    });
  }
}

// Samples

function sampleTitle(sample) {
  const type = sample.title || words.documentTypes[sample.document_type];
  const file = sample.name.split("/").pop();
  const variant = Object.entries(words.sampleVariants).find(([key]) => file.replace(/\.\w+$/, "").split("-").includes(key));
  const bad = sample.name.startsWith("bad/") ? words.sampleVariants.bad : null;
  return [bad || type || file, variant && variant[1]].filter(Boolean).join(words.listSeparator);
}

function sampleElement(sample, tray) {
  const made = element("div", "sample-card");
  const send = element("button", "sample-send");
  send.type = "button";
  const frame = element("span", "thumb");
  frame.append(icon("file"));
  const image = element("img");
  image.alt = "";
  image.loading = "lazy";
  image.addEventListener("error", () => image.remove());
  image.src = `/control/samples/picture?name=${encodeURIComponent(sample.name)}`;
  frame.append(image);
  const file = element("small", "", sample.name.split("/").pop());
  file.dir = "ltr";
  send.append(frame, element("b", "", sampleTitle(sample)), file);
  send.addEventListener("click", () => tray.sendSample(sample));
  const add = element("button", "sample-add");
  add.type = "button";
  add.title = words.addToAlbum;
  add.append(icon("plus"));
  add.addEventListener("click", () => tray.hold([{ name: file.textContent, sample: sample.name, size: sample.size, type: sample.mime || "" }]));
  made.append(send, add);
  return made;
}
