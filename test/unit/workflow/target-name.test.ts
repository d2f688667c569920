import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freeTarget } from '../../../src-main/workflow/target-name.ts';
import { temporaryFolder } from '../../support/tools.ts';

it('takes the first name that is free', async () => {
  const folder = temporaryFolder();
  const source = join(folder, 'a.contract.PDF');
  expect(await freeTarget(source, folder, 'signed')).toBe(join(folder, 'a.contract-signed.pdf'));
  writeFileSync(join(folder, 'a.contract-signed.pdf'), '');
  symlinkSync(join(folder, 'a.contract-signed.pdf'), join(folder, 'a.contract-signed-2.pdf'));
  expect(await freeTarget(source, folder, 'signed')).toBe(join(folder, 'a.contract-signed-3.pdf'));
  expect(await freeTarget(source, join(folder, 'elsewhere'), 'signed')).toBe(
    join(folder, 'elsewhere', 'a.contract-signed.pdf'),
  );
});
