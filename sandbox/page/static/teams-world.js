/** What the sandbox last said about the Teams side for this person; teams.js fills it, others read. */
let workplace = null;

export const fill = (next) => (workplace = next);
export const all = () => workplace;
export const botName = () => workplace?.bot.name ?? "";

/** Everybody as the people picker knows them: `{title, value}`, the value being the directory's id. */
export const people = () =>
  (workplace?.people ?? []).map((person) => ({ title: person.name, value: person.entra }));
