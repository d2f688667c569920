import path from 'node:path';

/** Documents that one start may open at once. */
const MOST_FILES = 100;

/**
 * Files named at the start, made absolute against the folder the person stood in. Switches, addresses and anything with a NUL are left out;
 * what a name stands for is found out by opening it.
 */
// SECURITY: the arguments of a second start come from another process and are untrusted.
export function filesOf(commandLine: readonly unknown[], folder: string): string[] {
  return commandLine
    .filter((each): each is string => typeof each === 'string' && isFileName(each))
    .slice(0, MOST_FILES)
    .map((each) => path.resolve(folder, each));
}

function isFileName(argument: string): boolean {
  return (
    argument !== '' &&
    !argument.startsWith('-') &&
    !argument.includes('\0') &&
    !/^[a-z][a-z0-9+.-]+:\/\//i.test(argument)
  );
}
