/** How a content stream leaves the stack of graphics states (ISO 32000-2, 8.4.2). */
export interface StateBalance {
  /** Restored without having been saved. */
  readonly missing: number;
  /** How much deeper the stack is at the end than it was at the start; below zero where it lost more than it got. */
  readonly deeper: number;
}

const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const LESS = 0x3c;
const GREATER = 0x3e;
/** White space and delimiters (7.2.3). */
const ENDS_TOKEN = new Set([0, 9, 10, 12, 13, 32, ...Buffer.from('()<>[]{}/%')]);

/** Counts q and Q outside strings, comments and inline images. Never fails: what is no content counts for nothing. */
export function stateBalance(content: Uint8Array): StateBalance {
  let depth = 0;
  let lowest = 0;
  for (let at = 0; at < content.length; ) {
    const byte = content[at] ?? 0;
    if (byte === PAREN_OPEN) at = afterString(content, at);
    else if (byte === PERCENT) at = afterLine(content, at);
    else if (byte === LESS && content[at + 1] !== LESS) at = after(content, at, GREATER);
    else if (ENDS_TOKEN.has(byte)) at += 1;
    else {
      const end = tokenEnd(content, at);
      const isOperator = content[at - 1] !== 0x2f;
      const token = end - at <= 2 && isOperator ? String.fromCharCode(...content.subarray(at, end)) : '';
      at = token === 'ID' ? afterInlineImage(content, end) : end;
      if (token === 'q') depth += 1;
      if (token === 'Q') depth -= 1;
      lowest = Math.min(lowest, depth);
    }
  }
  return { missing: -lowest, deeper: depth };
}

function tokenEnd(content: Uint8Array, start: number): number {
  let at = start;
  while (at < content.length && !ENDS_TOKEN.has(content[at] ?? 0)) at += 1;
  return at;
}

function afterString(content: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < content.length; at++) {
    const byte = content[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === PAREN_OPEN) depth += 1;
    else if (byte === PAREN_CLOSE && --depth === 0) return at + 1;
  }
  return content.length;
}

function afterLine(content: Uint8Array, start: number): number {
  let at = start;
  while (at < content.length && content[at] !== 10 && content[at] !== 13) at += 1;
  return at;
}

function after(content: Uint8Array, start: number, byte: number): number {
  const at = content.indexOf(byte, start);
  return at < 0 ? content.length : at + 1;
}

/** Behind the EI that ends an inline image (8.9.7): between white space, as far as that can be told. */
function afterInlineImage(content: Uint8Array, start: number): number {
  for (let at = start; at + 2 < content.length; at++) {
    if (content[at + 1] !== 0x45 || content[at + 2] !== 0x49) continue;
    const isolated =
      ENDS_TOKEN.has(content[at] ?? 0) && (at + 3 >= content.length || ENDS_TOKEN.has(content[at + 3] ?? 0));
    if (isolated) return at + 3;
  }
  return content.length;
}
