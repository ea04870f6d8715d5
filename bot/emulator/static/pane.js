// One pane: the messenger of one person, or of a group with a choice of who speaks.

import { avatar, dayOf, element, fill, icon, messageElement, nameOf, number, words } from "./view.js";
import { preview } from "./panels.js";
import { Tray } from "./tray.js";
import { ask, byId, commandsFor, world } from "./world.js";

export class Pane {
  constructor(given) {
    this.root = byId("pane-template").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.root.querySelector(selector);
    this.list = this.find(".messages");
    this.answering = null;
    this.topic = null;
    this.unread = 0;
    this.busyUntil = 0;
    this.missed = new Map();
    this.tray = new Tray(this);
    this.wire();
    this.update(given);
  }

  update(given) {
    this.given = given;
    if (!given.people.includes(this.speaker)) this.speaker = given.people[0];
    this.root.dataset.key = given.key;
    this.find("h2").textContent = given.title || words.privatePane;
    this.drawPeople();
    const below = this.list.scrollHeight - this.list.scrollTop;
    const away = below - this.list.clientHeight > 120;
    this.redraw();
    if (away) this.list.scrollTop = this.list.scrollHeight - below;
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

  // Up to three people stand side by side; more are in a menu behind the one who speaks.
  drawPeople() {
    const holder = this.find(".people");
    const people = this.given.people.map((id) => world.people.get(id)).filter(Boolean);
    const chips = people.map((person) => this.personChip(person));
    holder.classList.toggle("single", people.length < 2);
    if (people.length <= 3) {
      holder.replaceChildren(...chips);
      return;
    }
    const menu = element("div", "who menu");
    menu.hidden = true;
    menu.append(...chips);
    const chosen = this.personChip(world.people.get(this.speaker) || people[0]);
    chosen.classList.add("chosen");
    delete chosen.dataset.person;
    const missed = [...this.missed.values()].reduce((sum, count) => sum + count, 0);
    if (missed) chosen.append(element("span", "badge", number(missed)));
    chosen.append(icon("down"));
    chosen.setAttribute("aria-haspopup", "true");
    chosen.addEventListener("click", () => { menu.hidden = !menu.hidden; });
    holder.replaceChildren(chosen, menu);
  }

  personChip(person) {
    const chip = element("button", "person");
    chip.type = "button";
    chip.dataset.person = person.id;
    chip.setAttribute("aria-pressed", String(person.id === this.speaker));
    chip.append(avatar(person.first_name, person.id), element("span", "", person.first_name));
    if (this.missed.get(person.id)) chip.append(element("span", "badge", number(this.missed.get(person.id))));
    if (person.id !== this.speaker) chip.addEventListener("click", () => this.speakAs(person.id));
    return chip;
  }

  speakAs(id) {
    this.speaker = id;
    this.topic = null;
    this.missed.delete(id);
    this.drawPeople();
    this.redraw();
  }

  // The bot wrote to someone whose chat this pane could show, but does not show now.
  miss(id) {
    if (this.inGroup || id === this.speaker || !this.given.people.includes(id)) return;
    this.missed.set(id, (this.missed.get(id) || 0) + 1);
    this.drawPeople();
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
    const submit = async () => {
      const typed = text.value.trim();
      text.value = "";
      text.style.height = "";
      if (this.tray.files.length) await this.tray.send(typed);
      else if (typed) await this.say(typed);
    };
    this.find(".composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
    });
    text.addEventListener("input", () => { text.style.height = ""; text.style.height = `${Math.min(text.scrollHeight, 132)}px`; });
    this.find(".answering .quiet").addEventListener("click", () => this.answer(null));
    this.find(".alert button").addEventListener("click", () => { this.find(".alert").hidden = true; });
    this.find(".command").addEventListener("click", () => this.drawCommands());
    this.find(".start button").addEventListener("click", () => this.begin());
    this.stayAtEnd();
  }

  // Who reads the newest word goes on doing so when the pane changes its size or its type has come.
  stayAtEnd() {
    const list = this.list;
    let atEnd = true;
    const follow = () => { if (atEnd) list.scrollTop = list.scrollHeight; };
    list.addEventListener("scroll", () => { atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120; });
    new ResizeObserver(follow).observe(list);
    document.fonts.ready.then(follow);
  }

  async begin() {
    const person = world.people.get(this.speaker);
    if (person.blocked) await this.act(() => ask("block", { user_id: person.id, blocked: false }));
    await this.act(() => ask("start", { user_id: person.id }));
  }

}
