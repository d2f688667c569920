import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a lenient validator without trust anchors said of one signature. */
export interface OtherSignature {
  readonly kind: 'signature' | 'timestamp';
  readonly integrity: 'intact' | 'broken';
  readonly coverage: 'file' | 'revision' | 'nothing';
  readonly changes: 'none' | 'permitted' | 'forbidden';
}

/** One line of `signed/verdicts.tsv`. */
export interface OthersVerdict {
  /** Under the folder of the corpora. */
  readonly file: string;
  /** Those of each kind in the order of what they cover; undefined for a signature of which it said nothing. Empty where it did not open the file. */
  readonly lenient: readonly (OtherSignature | undefined)[];
  /** What pdfsig said of each: undefined where it said nothing. */
  readonly pdfsig: readonly ('intact' | 'broken' | undefined)[];
  /** What the tests of the reference validator expect, each of several on its own. */
  readonly reference: readonly string[];
}

/** Reads the lines whose files are there. @param folder of the corpora */
export function othersVerdicts(folder: string): OthersVerdict[] {
  const [, ...lines] = readFileSync(path.join(folder, 'signed', 'verdicts.tsv'), 'utf8')
    .trim()
    .split('\n');
  return lines
    .map((line) => line.split('\t'))
    .filter(([file = '']) => existsSync(path.join(folder, file)))
    .map(([file = '', , , lenient = '', pdfsig = '', reference = '']) => ({
      file,
      lenient: /^cannot open/.test(lenient) ? [] : lenient.split('; ').map(signature),
      pdfsig: pdfsig === '' ? [] : pdfsig.split(';').map(pdfsigWord),
      reference: reference
        .split('|')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    }));
}

function signature(text: string): OtherSignature | undefined {
  const found = /^(.*):([\w.]+):(intact|intact\+SIGINVALID|BROKEN):([A-Z_]+):([A-Z_]+):docmdp_ok=(\w+)/.exec(text);
  if (found === null) return undefined;
  const [, type, , integrity, coverage = '', change, mdp] = found;
  return {
    kind: type === 'DocTimeStamp' ? 'timestamp' : 'signature',
    integrity: integrity === 'intact' ? 'intact' : 'broken',
    coverage: coverage === 'ENTIRE_FILE' ? 'file' : coverage === 'ENTIRE_REVISION' ? 'revision' : 'nothing',
    changes: change === 'NONE' ? 'none' : mdp === 'False' || change === 'OTHER' ? 'forbidden' : 'permitted',
  };
}

function pdfsigWord(text: string): 'intact' | 'broken' | undefined {
  if (/not yet been verified/.test(text)) return undefined;
  return text === 'Signature is Valid.' ? 'intact' : 'broken';
}
