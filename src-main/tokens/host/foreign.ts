import { createRequire } from 'node:module';

type Foreign = typeof import('koffi').default;

/**
 * The way to functions of libraries that are no modules of Node: PC/SC, and what the PKCS#11 binding cannot say. Loaded at the first
 * question: most token hosts never need it.
 * @throws Error where it is not there for this system
 */
export function foreignFunctions(): Foreign {
  return createRequire(import.meta.url)('koffi') as Foreign;
}
