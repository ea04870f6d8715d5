// The web chat: panes side by side, each the messenger of one person or group. Reads the state once, then follows events.

import {
  avatar, dayOf, element, fill, icon, messageElement, momentOf, nameOf, number, sizeOf, timeOf, words,
} from "./view.js";

const byId = (id) => document.getElementById(id);
const world = { people: new Map(), chats: new Map(), entries: new Map(), commands: {}, bot: null, revision: 0, skew: 0, ahead: 0 };
const panes = new Map();
let samples = [];

async function ask(path, body, verb) {
  const options = body === undefined ? {} : body instanceof FormData
    ? { method: "POST", body }
    : { method: verb || "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(`/control/${path}`, options);
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Error(typeof said.detail === "string" ? said.detail : `HTTP ${answer.status}`);
  }
  return answer.json();
}

// One pane

class Pane {
  constructor(given) {
    this.root = byId("pane-template").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.root.querySelector(selector);
    this.list = this.find(".messages");
    this.files = [];
    this.answering = null;
    this.topic = null;
    this.unread = 0;
    this.busyUntil = 0;
    this.wire();
    this.update(given);
  }

  update(given) {
    this.given = given;
    if (!given.people.includes(this.speaker)) this.speaker = given.people[0];
    this.root.dataset.key = given.key;
    this.find("h2").textContent = given.title || words.privatePane;
    this.drawPeople();
    this.redraw();
  }

  get chatId() {
    const chat = world.chats.get(this.given.chat_id);
    if (chat && chat.migrated_to) return chat.migrated_to;
    return chat && chat.kind !== "private" ? chat.id : this.speaker;
  }

  get chat() {
    return world.chats.get(this.chatId);
  }

  get inGroup() {
    return Boolean(this.chat) && this.chat.kind !== "private";
  }

  entries() {
    return [...(world.entries.get(this.chatId) || new Map()).values()].sort((a, b) => a.message_id - b.message_id);
  }

  drawPeople() {
    const holder = this.find(".people");
    holder.replaceChildren();
    for (const id of this.given.people) {
      const person = world.people.get(id);
      if (!person) continue;
      const chip = element("button", "person");
      chip.type = "button";
      chip.dataset.person = id;
      chip.setAttribute("aria-pressed", String(id === this.speaker));
      chip.append(avatar(person.first_name, id), element("span", "", person.first_name));
      chip.addEventListener("click", () => this.speakAs(id));
      holder.append(chip);
    }
    holder.classList.toggle("single", this.given.people.length < 2);
  }

  speakAs(id) {
    this.speaker = id;
    this.topic = null;
    this.drawPeople();
    this.redraw();
  }

  redraw() {
    const chat = this.chat;
    this.find(".pane-name p").textContent = this.inGroup ? fill(words.group, { count: number(chat.members.length) }) : words.private;
    this.list.replaceChildren();
    for (const entry of this.entries()) this.place(entry);
    if (!this.list.childElementCount) this.list.append(element("p", "empty", words.empty));
    this.drawTopics();
    this.drawKeyboard();
    this.drawStart();
    this.list.scrollTop = this.list.scrollHeight;
  }

  shows(entry) {
    if (entry.deleted) return false;
    const thread = entry.message.message_thread_id || 0;
    return this.topic === null || thread === this.topic;
  }

  place(entry) {
    const old = this.list.querySelector(`[data-id="${entry.message_id}"]`);
    if (!this.shows(entry)) {
      if (old) old.remove();
      return;
    }
    const near = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 120;
    const mine = entry.message.from.id === this.speaker;
    const made = messageElement(entry, mine, this.inGroup, this.hands());
    if (old) {
      old.replaceWith(made);
      made.classList.add("changed");
    } else {
      this.list.querySelector(".empty")?.remove();
      this.separateDays(entry);
      this.joinAlbum(made);
      this.list.append(made);
    }
    if (near) this.list.scrollTop = this.list.scrollHeight;
    made.querySelectorAll("img").forEach((image) => image.addEventListener("load", () => {
      if (near) this.list.scrollTop = this.list.scrollHeight;
    }));
  }

  separateDays(entry) {
    const day = dayOf(entry.message.date);
    const last = [...this.list.querySelectorAll(".day")].pop();
    if (!last || last.textContent !== day) this.list.append(element("div", "day", day));
  }

  joinAlbum(made) {
    const last = this.list.lastElementChild;
    if (made.dataset.album && last && last.dataset.album === made.dataset.album) {
      made.classList.add("joined");
      last.classList.add("joins");
    }
  }

  receive(entry) {
    this.place(entry);
    if (entry.message.from.is_bot) this.busyUntil = 0;
    if (entry.keyboard || entry.deleted) this.drawKeyboard();
    if (!this.root.classList.contains("shown") && !entry.deleted) this.unread += 1;
  }

  drawTopics() {
    const bar = this.find(".topics");
    const topics = Object.values(this.chat?.topics || {}).filter((topic) => !topic.deleted);
    bar.hidden = !(this.chat && this.chat.forum);
    bar.replaceChildren();
    const tab = (id, name, closed) => {
      const made = element("button", closed ? "closed" : "", name);
      made.type = "button";
      made.setAttribute("aria-pressed", String(this.topic === id));
      made.addEventListener("click", () => { this.topic = id; this.redraw(); });
      bar.append(made);
    };
    tab(null, words.allTopics, false);
    tab(0, words.general, false);
    for (const topic of topics) tab(topic.id, topic.name, topic.closed);
  }

  drawKeyboard() {
    const holder = this.find(".keyboard");
    const last = this.entries().filter((entry) => entry.keyboard && !entry.deleted).pop();
    const rows = last && last.keyboard.keyboard;
    holder.replaceChildren();
    const used = last && this.usedKeyboard === `${this.chatId}/${last.message_id}`;
    holder.hidden = !rows || (last.keyboard.one_time_keyboard && used);
    if (holder.hidden) return;
    for (const row of rows) {
      const line = element("div", "line");
      for (const given of row) {
        const button = typeof given === "string" ? { text: given } : given;
        const key = element("button", "key");
        key.type = "button";
        if (button.request_contact) key.append(icon("contact"));
        key.append(button.text);
        key.addEventListener("click", () => { this.usedKeyboard = `${this.chatId}/${last.message_id}`; this.pressReply(button); });
        line.append(key);
      }
      holder.append(line);
    }
  }

  drawStart() {
    const person = world.people.get(this.speaker);
    const needed = !this.inGroup && person && (!person.started || person.blocked);
    this.find(".start").hidden = !needed;
    this.find(".composer").hidden = needed;
    this.find(".start button").textContent = person && person.blocked ? words.unblockBot : words.startBot;
  }

  hands() {
    return {
      press: (message, button, key) => this.press(message, button, key),
      command: (text) => this.say(text),
      reply: (entry) => this.answer(entry),
      show: (file) => preview(file),
    };
  }

  async act(work) {
    try {
      return await work();
    } catch (failure) {
      this.toast(fill(words.failed, { reason: failure.message }));
      return null;
    }
  }

  threadId() {
    return this.topic || null;
  }

  async say(text) {
    const body = { chat_id: this.chatId, from_id: this.speaker, text, reply_to: this.answering, thread_id: this.threadId() };
    this.answer(null);
    await this.act(() => ask("say", body));
  }

  async press(message, button, key) {
    if (button.copy_text) {
      await navigator.clipboard?.writeText(button.copy_text.text);
      return;
    }
    key.classList.add("waiting");
    const body = { chat_id: this.chatId, from_id: this.speaker, message_id: message.message_id, callback_data: button.callback_data };
    const answer = await this.act(() => ask("press", body));
    key.classList.remove("waiting");
    if (!answer) return;
    if (!answer.answered) this.toast(words.noAnswer);
    else if (answer.text && answer.show_alert) this.alert(answer.text);
    else if (answer.text) this.toast(answer.text);
  }

  async pressReply(button) {
    if (button.request_contact) {
      await this.act(() => ask("contact", { chat_id: this.chatId, from_id: this.speaker, contact_user_id: this.speaker }));
    } else {
      await this.say(button.text);
    }
    this.drawKeyboard();
  }

  answer(entry) {
    this.answering = entry && entry.message_id;
    const bar = this.find(".answering");
    bar.hidden = !entry;
    if (entry) {
      const message = entry.message;
      bar.querySelector("span").textContent = `${nameOf(message.from)}: ${message.text || message.caption || ""}`.slice(0, 120);
      this.find("textarea").focus();
    }
  }

  toast(text) {
    const made = element("div", "toast", text);
    this.find(".toasts").append(made);
    setTimeout(() => made.classList.add("going"), 4200);
    setTimeout(() => made.remove(), 4700);
  }

  alert(text) {
    const box = this.find(".alert");
    box.querySelector("p").textContent = text;
    box.hidden = false;
    box.querySelector("button").focus();
  }

  // Files

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

  async sendFiles(caption) {
    const form = this.form(caption, this.find(".tray-photo").checked);
    for (const file of this.files) {
      if (file.sample) form.append("sample", file.sample);
      else form.append("files", file, file.name);
    }
    this.dropFiles();
    this.work(true);
    await this.act(() => ask("upload", form));
    this.work(false);
  }

  async sendSample(sample) {
    const photo = this.find(".sample-photo").checked && /^image\/(jpeg|png)$/.test(sample.mime);
    const form = this.form("", photo);
    form.append("sample", sample.name);
    this.find(".samples").hidden = true;
    this.work(true);
    await this.act(() => ask("upload", form));
    this.work(false);
  }

  form(caption, photo) {
    const form = new FormData();
    const given = { chat_id: this.chatId, from_id: this.speaker, caption, as_photo: photo, hd: photo };
    for (const [name, value] of Object.entries(given)) form.append(name, value);
    if (this.threadId()) form.append("thread_id", this.threadId());
    return form;
  }

  // The bar: the bot says that it is busy for five seconds at a time; an upload of our own counts too.

  work(on) {
    this.own = on;
    this.drawBusy();
  }

  busy() {
    this.busyUntil = Date.now() + 5000;
    this.drawBusy();
    setTimeout(() => this.drawBusy(), 5100);
  }

  drawBusy() {
    this.find(".busy").hidden = !this.own && Date.now() >= this.busyUntil;
  }

  drawSamples() {
    const list = this.find(".sample-list");
    list.replaceChildren(...samples.map((sample) => sampleElement(sample, this)));
    if (!samples.length) list.append(element("p", "empty", words.noSamples));
  }

  drawCommands() {
    const menu = this.find(".commands");
    menu.replaceChildren();
    for (const command of commandsFor(this.chat)) {
      const made = element("button");
      const name = element("b", "", `/${command.command}`);
      name.dir = "ltr";
      made.type = "button";
      made.append(name, element("span", "", command.description));
      made.addEventListener("click", () => { menu.hidden = true; this.say(`/${command.command}`); });
      menu.append(made);
    }
    menu.hidden = !menu.childElementCount || !menu.hidden;
  }

  wire() {
    const text = this.find("textarea");
    const picker = this.find("input[type=file]");
    const submit = async () => {
      const typed = text.value.trim();
      text.value = "";
      text.style.height = "";
      if (this.files.length) await this.sendFiles(typed);
      else if (typed) await this.say(typed);
    };
    this.find(".composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
    });
    text.addEventListener("input", () => { text.style.height = ""; text.style.height = `${Math.min(text.scrollHeight, 132)}px`; });
    text.addEventListener("paste", (event) => { if (event.clipboardData.files.length) this.hold(event.clipboardData.files); });
    this.find(".attach").addEventListener("click", () => picker.click());
    picker.addEventListener("change", () => { this.hold(picker.files); picker.value = ""; });
    this.find(".tray .quiet").addEventListener("click", () => this.dropFiles());
    this.find(".answering .quiet").addEventListener("click", () => this.answer(null));
    this.find(".alert button").addEventListener("click", () => { this.find(".alert").hidden = true; });
    this.find(".sample").addEventListener("click", () => { this.drawSamples(); this.find(".samples").hidden = !this.find(".samples").hidden; });
    this.find(".samples-close").addEventListener("click", () => { this.find(".samples").hidden = true; });
    this.find(".command").addEventListener("click", () => this.drawCommands());
    this.find(".start button").addEventListener("click", () => this.begin());
    this.wireDrop();
  }

  async begin() {
    const person = world.people.get(this.speaker);
    if (person.blocked) await this.act(() => ask("block", { user_id: person.id, blocked: false }));
    await this.act(() => ask("start", { user_id: person.id }));
  }

  wireDrop() {
    const cover = this.find(".drop");
    let depth = 0;
    const holds = (event) => [...event.dataTransfer.types].includes("Files");
    this.root.addEventListener("dragenter", (event) => { if (holds(event)) { depth += 1; cover.hidden = false; } });
    this.root.addEventListener("dragleave", (event) => { if (holds(event) && (depth -= 1) <= 0) { depth = 0; cover.hidden = true; } });
    this.root.addEventListener("dragover", (event) => { if (holds(event)) event.preventDefault(); });
    this.root.addEventListener("drop", (event) => {
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

function sampleElement(sample, pane) {
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
  send.addEventListener("click", () => pane.sendSample(sample));
  const add = element("button", "sample-add");
  add.type = "button";
  add.title = words.addToAlbum;
  add.append(icon("plus"));
  add.addEventListener("click", () => pane.hold([{ name: file.textContent, sample: sample.name, size: sample.size, type: sample.mime || "" }]));
  made.append(send, add);
  return made;
}

function commandsFor(chat) {
  if (!chat) return [];
  const scopes = chat.kind === "private"
    ? [`{"chat_id": ${chat.id}, "type": "chat"}`, '{"type": "all_private_chats"}', '{"type": "default"}']
    : [`{"chat_id": ${chat.id}, "type": "chat"}`, '{"type": "all_group_chats"}', '{"type": "default"}'];
  for (const scope of scopes) {
    for (const language of ["fa", ""]) {
      const found = world.commands[`[${scope}, "${language}"]`];
      if (found && found.length) return found;
    }
  }
  return [];
}

// Preview

async function preview(file) {
  const sheets = byId("preview-sheets");
  sheets.replaceChildren(element("div", "spinner"));
  byId("preview-name").textContent = file.file_name || "";
  byId("preview-download").href = `/control/files/${file.file_id}`;
  byId("preview-download").download = file.file_name || "photo.jpg";
  byId("preview").showModal();
  const known = /^(image\/|application\/pdf$)/.test(file.mime_type || "");
  const { pages } = known ? await ask(`files/${file.file_id}/pages`).catch(() => ({ pages: 0 })) : { pages: 0 };
  sheets.replaceChildren();
  for (let page = 1; page <= Math.min(pages, 40); page += 1) {
    const image = element("img");
    image.alt = "";
    image.loading = "lazy";
    image.addEventListener("error", () => { image.replaceWith(element("p", "empty", words.unseen)); });
    image.src = `/control/files/${file.file_id}/pages/${page}.jpg`;
    sheets.append(image);
  }
  if (!pages) sheets.append(element("p", "empty", words.unseen));
}

// The call log

const logLines = byId("log-lines");

function logCall(call) {
  const made = element("li", call.ok ? "" : "refused");
  const place = call.params.chat_id === undefined ? "" : String(call.params.chat_id);
  const said = call.description || call.params.text || call.params.caption || "";
  made.append(element("time", "", timeOf(call.at)), element("b", "", call.method), element("code", "", place));
  if (call.error_code) made.append(element("i", "", String(call.error_code)));
  const excerpt = element("span", "", said.slice(0, 160));
  excerpt.dir = "auto";
  made.append(excerpt);
  logLines.prepend(made);
  while (logLines.childElementCount > 300) logLines.lastElementChild.remove();
}

async function showLog(on) {
  byId("log").hidden = !on;
  byId("log-button").setAttribute("aria-pressed", String(on));
  if (on) {
    logLines.replaceChildren();
    for (const call of await ask("calls?last=200")) logCall(call);
  }
}

// State and events

async function load() {
  const state = await ask("state");
  world.bot = state.bot;
  world.commands = state.commands;
  world.people = new Map(state.people.map((person) => [person.id, person]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  setClock(state.now, state.ahead);
  layOut(state.panes);
}

async function catchUp(revision) {
  if (revision < world.revision) {
    world.entries.clear();
    world.revision = 0;
  }
  for (const entry of await ask(`messages?since=${world.revision}`)) remember(entry);
}

function remember(entry) {
  if (!world.entries.has(entry.chat_id)) world.entries.set(entry.chat_id, new Map());
  world.entries.get(entry.chat_id).set(entry.message_id, entry);
  world.revision = Math.max(world.revision, entry.revision);
}

function layOut(given) {
  const wanted = new Set(given.map((pane) => pane.key));
  for (const [key, pane] of panes) {
    if (!wanted.has(key)) { pane.root.remove(); panes.delete(key); }
  }
  for (const one of given) {
    if (panes.has(one.key)) panes.get(one.key).update(one);
    else panes.set(one.key, new Pane(one));
    byId("panes").append(panes.get(one.key).root);
  }
  byId("panes").querySelector(":scope > .empty")?.remove();
  if (!given.some((pane) => pane.people.length)) byId("panes").replaceChildren(element("p", "empty", words.noPanes));
  show(panes.has(show.key) ? show.key : given[0]?.key);
}

function show(key) {
  show.key = key;
  for (const [name, pane] of panes) {
    pane.root.classList.toggle("shown", name === key);
    if (name === key) {
      pane.unread = 0;
      pane.list.scrollTop = pane.list.scrollHeight;
    }
  }
  drawTabs();
}

function drawTabs() {
  byId("tabs").replaceChildren(...[...panes].map(([key, pane]) => {
    const tab = element("button", "", pane.given.title || words.privatePane);
    tab.type = "button";
    tab.setAttribute("aria-pressed", String(key === show.key));
    if (pane.unread) tab.append(element("span", "badge", number(pane.unread)));
    tab.addEventListener("click", () => show(key));
    return tab;
  }));
}

function setClock(now, ahead) {
  world.skew = now - Date.now() / 1000;
  world.ahead = ahead;
  drawClock();
}

function drawClock() {
  const hours = Math.round(world.ahead / 3600);
  const ahead = hours >= 24 ? fill(words.aheadDays, { days: number(Math.round(hours / 24)) }) : hours ? fill(words.aheadHours, { hours: number(hours) }) : "";
  byId("now").textContent = [momentOf(Date.now() / 1000 + world.skew), ahead].filter(Boolean).join(" \u00b7 ");
}

let loading = null;
function reloadSoon() {
  clearTimeout(loading);
  loading = setTimeout(() => load().catch(() => {}), 60);
}

const onEvent = {
  hello: async (event) => { await catchUp(event.revision); await load(); },
  message: (event) => {
    remember(event);
    for (const pane of panes.values()) if (pane.chatId === event.chat_id) pane.receive(event);
    for (const pane of panes.values()) pane.drawBusy();
    drawTabs();
  },
  action: (event) => { for (const pane of panes.values()) if (pane.chatId === event.chat_id) pane.busy(); },
  call: (event) => { if (!byId("log").hidden) logCall(event); },
  clock: (event) => setClock(event.now, event.ahead),
  people: reloadSoon,
  chat: reloadSoon,
  panes: reloadSoon,
  commands: reloadSoon,
  reset: () => { world.entries.clear(); world.revision = 0; reloadSoon(); },
};

function follow() {
  const stream = new EventSource("/control/events");
  stream.onopen = () => { byId("link-state").textContent = words.linked; byId("link-state").className = "link-state on"; };
  stream.onerror = () => { byId("link-state").textContent = words.unlinked; byId("link-state").className = "link-state off"; };
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    onEvent[event.kind]?.(event);
  };
}

function wireTop() {
  const menu = byId("clock-menu");
  byId("clock-button").addEventListener("click", () => { menu.hidden = !menu.hidden; });
  for (const choice of menu.querySelectorAll("button")) {
    choice.addEventListener("click", async () => {
      menu.hidden = true;
      await ask("clock", { seconds: Number(choice.dataset.hours) * 3600 });
    });
  }
  byId("log-button").addEventListener("click", () => showLog(byId("log").hidden));
  byId("log-close").addEventListener("click", () => showLog(false));
  byId("preview-close").addEventListener("click", () => byId("preview").close());
  byId("preview").addEventListener("click", (event) => { if (event.target === byId("preview")) byId("preview").close(); });
  setInterval(drawClock, 15000);
}

wireTop();
ask("samples").then((found) => { samples = found.sort((a, b) => Boolean(b.title) - Boolean(a.title)); }).catch(() => {});
follow();
