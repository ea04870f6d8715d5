// Draws messages: text with its entities, files, keyboards. Every word comes from the page; nothing is set as HTML.

export const words = JSON.parse(document.getElementById("words").textContent);

const PERSIAN = "fa-IR";
const ZONE = "Asia/Tehran";
const clockFormat = new Intl.DateTimeFormat(PERSIAN, { hour: "2-digit", minute: "2-digit", timeZone: ZONE });
const dayFormat = new Intl.DateTimeFormat(`${PERSIAN}-u-ca-persian`, {
  weekday: "long", day: "numeric", month: "long", timeZone: ZONE,
});
const nowFormat = new Intl.DateTimeFormat(`${PERSIAN}-u-ca-persian`, {
  weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: ZONE,
});
const numberFormat = new Intl.NumberFormat(PERSIAN, { maximumFractionDigits: 1 });

export const timeOf = (seconds) => clockFormat.format(new Date(seconds * 1000));
export const dayOf = (seconds) => dayFormat.format(new Date(seconds * 1000));
export const momentOf = (seconds) => nowFormat.format(new Date(seconds * 1000));
export const number = (value) => numberFormat.format(value);

export function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

export function element(tag, classes = "", text = null) {
  const made = document.createElement(tag);
  if (classes) made.className = classes;
  if (text !== null) made.textContent = text;
  return made;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export function sizeOf(bytes) {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < words.bytes.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${number(unit === 0 ? value : Math.round(value * 10) / 10)} ${words.bytes[unit]}`;
}

const HUES = [172, 205, 28, 262, 338, 140, 48];
export function avatar(name, id) {
  const made = element("span", "avatar", (name || "?").trim().slice(0, 1));
  made.style.setProperty("--hue", HUES[Math.abs(id) % HUES.length]);
  return made;
}

// Text and entities. JavaScript strings count in UTF-16 units, as Telegram's offsets do.

const TAGS = {
  bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

export function richText(text, entities, onCommand) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const holder = element("div", "text");
  drawRange(holder, text, 0, text.length, sorted, onCommand);
  return holder;
}

function drawRange(parent, text, start, end, entities, onCommand) {
  let at = start;
  let rest = entities;
  while (rest.length) {
    const [first, ...others] = rest;
    const stop = Math.min(end, first.offset + first.length);
    if (first.offset > at) drawPlain(parent, text.slice(at, first.offset));
    const made = entityElement(first, text.slice(first.offset, stop), onCommand);
    drawRange(made, text, first.offset, stop, others.filter((e) => e.offset < stop), onCommand);
    parent.append(made);
    at = stop;
    rest = others.filter((e) => e.offset >= stop);
  }
  if (at < end) drawPlain(parent, text.slice(at, end));
}

const BAR = /[\u25b0\u2588\u25a0\u25cf\u25b1\u2591\u25a1\u25cb]{5,}/gu;
const FULL = /[\u25b0\u2588\u25a0\u25cf]/gu;

// A run of filled and empty blocks in a message is the bot's progress line: it is shown as a real bar.
function drawPlain(parent, text) {
  let at = 0;
  for (const match of text.matchAll(BAR)) {
    parent.append(text.slice(at, match.index));
    const bar = element("progress", "steps");
    bar.max = match[0].length;
    bar.value = (match[0].match(FULL) || []).length;
    parent.append(bar);
    at = match.index + match[0].length;
  }
  parent.append(text.slice(at));
}

function entityElement(entity, covered, onCommand) {
  if (entity.type === "text_link" || entity.type === "url") return linkElement(entity.url || covered);
  if (entity.type === "bot_command") {
    const made = element("button", "command-link");
    made.type = "button";
    made.addEventListener("click", () => onCommand(covered));
    return made;
  }
  if (entity.type === "spoiler") {
    const made = element("span", "spoiler");
    made.addEventListener("click", () => made.classList.add("open"));
    return made;
  }
  return element(TAGS[entity.type] || "span", `entity-${entity.type}`);
}

function linkElement(address) {
  const made = element("a");
  if (/^(https?|tg):/i.test(address)) {
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener noreferrer";
  }
  return made;
}

// Messages

export function nameOf(user) {
  return user ? [user.first_name, user.last_name].filter(Boolean).join(" ") : "";
}

export function serviceText(message) {
  const name = nameOf(message.from);
  const people = (list) => list.map(nameOf).join(words.listSeparator);
  if (message.forum_topic_created) return fill(words.topicOpened, message.forum_topic_created);
  if (message.forum_topic_edited) return fill(words.topicRenamed, message.forum_topic_edited);
  if (message.forum_topic_closed) return words.topicClosed;
  if (message.forum_topic_reopened) return words.topicReopened;
  if (message.pinned_message) return fill(words.pinned, { name });
  if (message.new_chat_members) return fill(words.joined, { name: people(message.new_chat_members) });
  if (message.left_chat_member) return fill(words.left, { name: nameOf(message.left_chat_member) });
  if (message.migrate_to_chat_id || message.migrate_from_chat_id) return words.migrated;
  return null;
}

// `hands` are what a message can make happen: press(button, element), command(text), reply(entry), show(file).
export function messageElement(entry, mine, inGroup, hands) {
  const message = entry.message;
  const service = serviceText(message);
  if (service !== null) return tagged(element("div", "service", service), entry);
  const row = tagged(element("article", `row ${mine ? "mine" : "theirs"}${message.from.is_bot ? " bot" : ""}`), entry);
  if (inGroup && !mine) row.append(avatar(nameOf(message.from), message.from.id));
  const stack = element("div", "stack");
  const bubble = element("div", "bubble");
  if (inGroup && !mine) bubble.append(element("div", "sender", nameOf(message.from)));
  if (message.forward_origin) bubble.append(element("div", "origin", forwardedFrom(message.forward_origin)));
  const quote = quoted(message);
  if (quote) bubble.append(quote);
  bubble.append(...contentOf(message, hands));
  bubble.append(footOf(message));
  stack.append(bubble, ...inlineKeyboard(message, hands));
  row.append(stack, replyButton(entry, hands));
  return row;
}

function tagged(made, entry) {
  made.dataset.id = entry.message_id;
  if (entry.message.media_group_id) made.dataset.album = entry.message.media_group_id;
  return made;
}

function forwardedFrom(origin) {
  return fill(words.forwarded, { name: nameOf(origin.sender_user) || origin.sender_user_name || "" });
}

function quoted(message) {
  const answered = message.reply_to_message;
  if (!answered || answered.forum_topic_created) return null;
  const made = element("div", "quote");
  const shown = answered.text || answered.caption || (answered.document && answered.document.file_name) || "";
  made.append(element("b", "", nameOf(answered.from)), element("span", "", shown.slice(0, 140)));
  return made;
}

function contentOf(message, hands) {
  const parts = [];
  if (message.photo) parts.push(photoElement(message.photo, hands));
  if (message.document) parts.push(documentElement(message.document, hands));
  if (message.contact) parts.push(contactElement(message.contact));
  if (message.text) parts.push(richText(message.text, message.entities, hands.command));
  if (message.caption) parts.push(richText(message.caption, message.caption_entities, hands.command));
  if (parts.length) return parts;
  const kind = message.voice ? "voice" : message.sticker ? "sticker" : "other";
  return [element("div", "text other", words[kind])];
}

function photoElement(sizes, hands) {
  const largest = sizes[sizes.length - 1];
  const shown = sizes.find((size) => Math.max(size.width, size.height) >= 640) || largest;
  const made = element("button", "photo");
  made.type = "button";
  const image = element("img");
  image.src = `/control/files/${shown.file_id}`;
  image.width = shown.width;
  image.height = shown.height;
  image.alt = "";
  image.loading = "lazy";
  made.append(image);
  made.addEventListener("click", () => hands.show({ file_id: largest.file_id, file_name: "", mime_type: "image/jpeg" }));
  return made;
}

function documentElement(file, hands) {
  const made = element("button", "document");
  made.type = "button";
  made.append(documentPicture(file));
  const facts = element("span", "facts");
  const name = element("b", "", file.file_name || "");
  name.dir = "auto";
  facts.append(name, element("small", "", sizeOf(file.file_size || 0)));
  made.append(facts);
  made.addEventListener("click", () => hands.show(file));
  return made;
}

function documentPicture(file) {
  const frame = element("span", "thumb");
  frame.append(icon("file"));
  const source = file.mime_type === "application/pdf"
    ? `/control/files/${file.file_id}/pages/1.jpg`
    : file.thumbnail && `/control/files/${file.thumbnail.file_id}`;
  if (source) {
    const image = element("img");
    image.alt = "";
    image.loading = "lazy";
    image.addEventListener("error", () => image.remove());
    image.src = source;
    frame.append(image);
  }
  return frame;
}

function contactElement(contact) {
  const made = element("div", "contact");
  const facts = element("span", "facts");
  const phone = element("small", "", contact.phone_number);
  phone.dir = "ltr";
  facts.append(element("b", "", nameOf(contact)), phone);
  made.append(icon("contact"), facts);
  return made;
}

function footOf(message) {
  const foot = element("div", "foot");
  if (message.edit_date) foot.append(element("span", "", words.edited));
  foot.append(element("time", "", timeOf(message.date)));
  return foot;
}

function inlineKeyboard(message, hands) {
  const rows = message.reply_markup && message.reply_markup.inline_keyboard;
  if (!rows) return [];
  const board = element("div", "inline");
  for (const row of rows) {
    const line = element("div", "line");
    for (const button of row) line.append(inlineButton(message, button, hands));
    board.append(line);
  }
  return [board];
}

function inlineButton(message, button, hands) {
  if (button.url) {
    const link = linkElement(button.url);
    link.className = "key";
    link.textContent = button.text;
    return link;
  }
  const made = element("button", "key", button.text);
  made.type = "button";
  made.addEventListener("click", () => hands.press(message, button, made));
  return made;
}

function replyButton(entry, hands) {
  const made = element("button", "reply quiet");
  made.type = "button";
  made.append(icon("reply"));
  made.addEventListener("click", () => hands.reply(entry));
  return made;
}
