import type { Command, CommanderError } from 'commander';

/** “countersign ledger show” */
export const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

const WITHIN: Readonly<Record<string, string>> = {
  ledger: 'the ledger: show, verify, prove, checkpoint or export',
  outbox: 'the outbox: list, run or remove',
  pin: 'the PIN: show, change or unblock',
  trust: 'the trusted lists: list, update or import',
};

/** What is wrong with the words that were typed, and whose help says how it is done. */
export function usageSentence({ code, message }: CommanderError, command: Command): string {
  const name = nameOf(command);
  if (code === 'commander.help') {
    const within = WITHIN[command.name()];
    return within === undefined
      ? 'Name a command: sign, extend, verify, chain, fields, tokens, doctor, outbox, trust or ledger. countersign --help shows examples.'
      : `Name what to do with ${within}. ${name} --help shows examples.`;
  }
  // Of a command that has others below it nothing but their names can be meant.
  if (code === 'commander.excessArguments' && command.commands.length > 0)
    return `“${command.args[0] ?? ''}” is no command of ${name}. ${name} --help shows which there are.`;
  const said = message
    .replace(/^error: /, '')
    // SECURITY: what stands behind the = of a flag that does not exist may be a PIN.
    .replace(/^(unknown option '[^'=]*)=.*'$/s, "$1'")
    .replace(/\n/g, ' ')
    .replace(/\.$/, '');
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}. ${name} --help shows how.`;
}
