import { isFormatError } from './format-error.ts';

/** What of these items can be read as that type, in order: one that cannot is left out. */
export function parsedAs<T>(type: new (der: Uint8Array) => T, items: readonly Uint8Array[]): T[] {
  return items.flatMap((der) => {
    try {
      return [new type(der)];
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return [];
    }
  });
}
