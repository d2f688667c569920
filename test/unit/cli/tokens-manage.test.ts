import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generate } from '../../../src-cli/commands/tokens-manage.ts';
import { processOutput } from '../../../src-cli/output.ts';
import { temporaryFolder } from '../../support/tools.ts';

it('makes no key whose request would have no place: refused before the module is looked for', async () => {
  const folder = join(temporaryFolder(), 'none');
  const words = { kind: 'p-256', label: 'Alice', subject: 'CN=Alice', module: '/nowhere/module.so' } as const;
  const made = (output: string) => generate([], { ...words, output }, processOutput(false));
  await expect(made(join(folder, 'alice.csr'))).rejects.toMatchObject({ code: 'TARGET_NOT_WRITABLE' });
  expect(existsSync(folder)).toBe(false);
  await expect(made(join(folder, '..', 'alice.csr'))).rejects.toMatchObject({ code: 'MODULE_NOT_FOUND' });
});
