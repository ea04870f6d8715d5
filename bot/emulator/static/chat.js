// The web chat: panes side by side. Reads the state once, then follows the server's events.

import { element, fill, momentOf, number, words } from "./view.js";
import { Pane } from "./pane.js";
import { logCall, showLog } from "./panels.js";
import { ask, byId, remember, world } from "./world.js";

const panes = new Map();

async function load() {
  const state = await ask("state");
  world.commands = state.commands;
  world.people = new Map(state.people.map((person) => [person.id, person]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  setClock(state.now, state.ahead);
  drawFaults(state.faults);
  layOut(state.panes);
}

async function catchUp(revision) {
  if (revision < world.revision) {
    world.entries.clear();
    world.revision = 0;
  }
  for (const entry of await ask(`messages?since=${world.revision}`)) remember(entry);
}

function layOut(given) {
  const wanted = new Set(given.map((pane) => pane.key));
  for (const [key, pane] of panes) {
    if (!wanted.has(key)) { pane.root.remove(); panes.delete(key); }
  }
  for (const one of given) {
    if (panes.has(one.key)) panes.get(one.key).update(one);
    else panes.set(one.key, new Pane(one));
    // What is put into the page, or moved in it, stands at its top; nobody loses their place in a pane that stays.
    const pane = panes.get(one.key);
    if (pane.root.isConnected) continue;
    byId("panes").append(pane.root);
    pane.list.scrollTop = pane.list.scrollHeight;
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
    const known = world.entries.get(event.chat_id)?.has(event.message_id);
    remember(event);
    for (const pane of panes.values()) {
      if (pane.chatId === event.chat_id) pane.receive(event);
      else if (event.message.from.is_bot && !known) pane.miss(event.chat_id);
      pane.drawBusy();
    }
    drawTabs();
  },
  action: (event) => { for (const pane of panes.values()) if (pane.chatId === event.chat_id) pane.busy(); },
  call: (event) => { if (!byId("log").hidden) logCall(event); },
  clock: (event) => setClock(event.now, event.ahead),
  people: reloadSoon,
  chat: reloadSoon,
  panes: reloadSoon,
  commands: reloadSoon,
  faults: (event) => drawFaults(event.left),
  reset: () => { world.entries.clear(); world.revision = 0; reloadSoon(); },
};

function drawFaults(left) {
  const badge = byId("faults-left");
  badge.hidden = !left;
  badge.textContent = left ? left.toLocaleString("fa") : "";
  byId("faults-button").setAttribute("aria-pressed", String(Boolean(left)));
}

function wireFaults() {
  const menu = byId("faults-menu");
  byId("faults-button").addEventListener("click", () => { menu.hidden = !menu.hidden; });
  for (const choice of menu.querySelectorAll("button")) {
    choice.addEventListener("click", async () => {
      menu.hidden = true;
      const kind = choice.dataset.fault;
      await ask("faults", { faults: kind ? [{ kind, times: 3, seconds: 2 }] : [] }, "PUT");
    });
  }
}

function follow() {
  const stream = new EventSource("/control/events");
  stream.onopen = () => { byId("link-state").textContent = words.linked; byId("link-state").className = "link-state on"; };
  stream.onerror = () => { byId("link-state").textContent = words.unlinked; byId("link-state").className = "link-state off"; };
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    onEvent[event.kind]?.(event);
  };
}

// A menu is closed by a click anywhere else and by Escape; the button that opened it does so by itself.
function closeMenus(target) {
  for (const menu of document.querySelectorAll(".menu:not([hidden])")) {
    const opener = menu.matches(".commands") ? menu.closest(".pane").querySelector(".command") : menu.parentElement;
    if (!menu.contains(target) && !opener.contains(target)) menu.hidden = true;
  }
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
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
}

wireTop();
wireFaults();
ask("samples").then((found) => { world.samples = found.sort((a, b) => Boolean(b.title) - Boolean(a.title)); }).catch(() => {});
follow();
