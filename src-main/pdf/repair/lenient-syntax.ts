import { isRegular } from '../characters.ts';
import type { PdfObject } from '../objects.ts';
import { damaged } from '../pdf-errors.ts';
import { Syntax } from '../syntax.ts';

/** Words that end an object whatever is still open. */
const ENDS = ['endobj', 'stream', 'endstream', 'obj', 'xref', 'trailer', 'startxref'];

/** Reads what strict reading refuses as most viewers do: for repair only, never for what a verification rests on. */
export class LenientSyntax extends Syntax {
  /** An unknown word or a bracket nobody opened counts as null. */
  protected override notAnObject(): PdfObject {
    this.skipToken();
    return null;
  }

  protected override endsEarly(): boolean {
    const code = this.peek();
    if (code === undefined) return true;
    return ENDS.some((word) => this.standsHere(word));
  }

  protected override notAKey(): void {
    this.skipToken();
  }

  /** The last value counts. */
  protected override keyTwice(): void {}

  /** As much of it as is a number: `--5` is -5, `1.2.3` is 1.2, `12-3` is 12. */
  protected override notANumber(text: string): number {
    const found = /^([+-]*)(\d*\.?\d*)/.exec(text);
    const value = Number(found?.[2] ?? 0);
    if (!Number.isFinite(value)) return 0;
    return found?.[1]?.includes('-') === true ? -value : value;
  }

  protected override notHexadecimal(): void {}

  protected override noEndobj(): void {}

  private skipToken(): void {
    const start = this.pos;
    while (isRegular(this.peek())) this.pos++;
    if (this.peek() === undefined) throw damaged('an object does not end', { offset: this.offset });
    if (this.pos === start) this.pos++;
  }

  private standsHere(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.peek(index) !== word.charCodeAt(index)) return false;
    }
    return !isRegular(this.peek(word.length));
  }
}
