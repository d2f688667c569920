/** Names of variables of the environment that hold secrets of this process. */
const secrets = new Set<string>();

/**
 * The variables hold secrets of this process, such as a PIN that a script gives: programs that it starts do not get them. Said before the
 * first of them is started.
 */
export function keepFromPrograms(variables: readonly string[]): void {
  for (const variable of variables) secrets.add(variable);
}

/**
 * The environment of a program that is started: with what foreign libraries read from it (SOFTHSM2_CONF, PKCS11SPY, OPENSC_CONF), without
 * secrets, and without what would have Node run or measure something else in it.
 */
export function environmentOfPrograms(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...environment } = process.env;
  // Windows does not tell names apart by their case.
  const kept = new Set(process.platform === 'win32' ? [...secrets].map((name) => name.toUpperCase()) : secrets);
  const nameOf = (name: string) => (process.platform === 'win32' ? name.toUpperCase() : name);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !kept.has(nameOf(name))));
}
