import path from 'node:path';
import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import { addSignatureField } from '../../src-main/workflow/add-field.ts';
import { openSession } from '../../src-main/workflow/session.ts';
import { parseLock, parsePlace, usage } from '../arguments.ts';
import type { Output } from '../output.ts';
import { documentPassword, type PasswordOptions } from '../password.ts';

export interface AddOptions extends PasswordOptions {
  readonly page?: string;
  readonly rect?: string;
  readonly lock?: string;
  readonly output?: string;
  readonly force?: boolean;
}

/** `countersign fields IN.pdf --add NAME --page N --rect …` */
export async function addField(file: string, name: string, options: AddOptions, output: Output): Promise<ExitStatus> {
  const place = parsePlace(options.page, options.rect);
  if (place === undefined) throw usage('--add needs --rect X,Y,WIDTH,HEIGHT: where on the page the field is to stand.');
  const lock = options.lock === undefined ? undefined : parseLock(options.lock);
  const source = path.resolve(file);
  const { dir, name: base } = path.parse(source);
  const target = path.resolve(options.output ?? path.join(dir, `${base}-fields.pdf`));
  const password = documentPassword(options);
  const session = await openSession({ trust: undefined });
  try {
    for (const sentence of session.reconciled) output.remark(sentence);
    const outcome = await interruptible((signal) =>
      addSignatureField(
        { source, target, replace: options.force ?? false, name, place, lock, password, signal },
        session,
      ),
    );
    const { field, sourceSha256, resultSha256, ledgerIndex, leafHash } = outcome;
    output.object({
      file,
      output: target,
      field,
      sourceSha256,
      sha256: resultSha256,
      ledger: { home: session.home.path, index: ledgerIndex, leafHash },
    });
    output.say([
      `Added the empty field “${field}”: ${target}`,
      `  ledger      entry ${ledgerIndex}`,
      `  sha256      ${resultSha256}`,
    ]);
    return 0;
  } finally {
    await session.close();
  }
}
