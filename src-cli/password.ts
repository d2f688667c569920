import { usage } from './arguments.ts';

/** Where the password of encrypted documents comes from. */
export interface PasswordOptions {
  readonly passwordEnv?: string | undefined;
}

/** The password named by --password-env; undefined where none was named. @throws AppError USAGE */
export function documentPassword({ passwordEnv }: PasswordOptions): string | undefined {
  if (passwordEnv === undefined) return undefined;
  const value = Object.hasOwn(process.env, passwordEnv) ? process.env[passwordEnv] : undefined;
  if (value === undefined) {
    throw usage(`The environment variable ${passwordEnv} named by --password-env is not set.`);
  }
  return value;
}
