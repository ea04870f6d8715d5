// What the page knows of the messenger, and how it asks the server.

export const byId = (id) => document.getElementById(id);
export const world = {
  people: new Map(), chats: new Map(), entries: new Map(), commands: {}, samples: [], revision: 0, skew: 0, ahead: 0,
};

export async function ask(path, body, verb) {
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

export function remember(entry) {
  if (!world.entries.has(entry.chat_id)) world.entries.set(entry.chat_id, new Map());
  world.entries.get(entry.chat_id).set(entry.message_id, entry);
  world.revision = Math.max(world.revision, entry.revision);
}

export function commandsFor(chat) {
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
