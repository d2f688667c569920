import { type Command, Option } from 'commander';

/** Collects what a repeatable flag is given. */
export const list = (value: string, before: string[] = []): string[] => [...before, value];

export const LEVELS: readonly string[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

export const levelOption = (levels: readonly string[]): Option =>
  new Option('--level <level>', 'baseline level').choices(levels);

export const trustOptions = (command: Command): Command =>
  command.option(
    '--trust <file|dir|system>',
    'certificates to trust, PEM or DER; “system”: what the operating system trusts (repeatable)',
    list,
  );

export const tsaOption = (command: Command): Command =>
  command.option(
    '--tsa <url>',
    'timestamp authority (RFC 3161; repeatable, the preferred one first; default: those of the settings)',
    list,
  );

export const passwordOption = (command: Command): Command =>
  command.option('--password-env <var>', 'take the password of encrypted documents from this environment variable');
