// The commands as the page offers them: each sub-command is a command of its own, `guide add`, as in Discord's picker.

const SUB_COMMAND = 1;
const GROUP = 2;

/** @param {object[]} commands as the program tells them */
export function flatten(commands) {
  return commands.flatMap((command) => unfold(command, command));
}

function unfold(command, node) {
  const subs = (node.options ?? []).filter(({ type }) => type === SUB_COMMAND || type === GROUP);
  if (subs.length === 0) return [{ ...command, description: node.description, options: node.options ?? [] }];
  return subs.flatMap((sub) => unfold({ ...command, name: `${command.name} ${sub.name}` }, sub));
}
