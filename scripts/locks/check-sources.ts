import { findShape } from './shape.ts';
import { readSources } from './source-files.ts';
import { findSymbols } from './symbols.ts';

/** Every violation of the locks that dependency-cruiser and the compiler cannot see, one line each. */
export function checkSources(root: string): string[] {
  return readSources(root).flatMap((file) => [...findSymbols(file), ...findShape(file)]);
}
