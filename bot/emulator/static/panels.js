// What opens over the panes: the preview of a file, and the log of the bot's calls.

import { element, timeOf, words } from "./view.js";
import { ask, byId } from "./world.js";

export async function preview(file) {
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

const logLines = byId("log-lines");

export function logCall(call) {
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

export async function showLog(on) {
  byId("log").hidden = !on;
  byId("log-button").setAttribute("aria-pressed", String(on));
  if (on) {
    logLines.replaceChildren();
    for (const call of await ask("calls?last=200")) logCall(call);
  }
}
