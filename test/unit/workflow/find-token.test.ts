import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { CardReaders } from '../../../src-main/tokens/card-readers.ts';
import type { TokenInfo } from '../../../src-main/tokens/token-info.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { moduleOfToken } from '../../../src-main/workflow/find-token.ts';
import { rememberKey } from '../../../src-main/workflow/remembered-keys.ts';
import { tokenInfo } from '../../support/token-info.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();
const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
const mine = join(folder, 'mine.so');
const CRASHED = new AppError('MODULE_CRASHED', 'The token module crashed.', { module: 'mine.so' });

/** No reader, and modules that answer as they are told. */
class TokensWith extends Tokens {
  readonly #listed: (module: string) => readonly TokenInfo[];
  constructor(listed: (module: string) => readonly TokenInfo[]) {
    super();
    this.#listed = listed;
  }
  override async readers(): Promise<CardReaders> {
    return { service: 'running', readers: [] };
  }
  override async listTokens(module: string): Promise<readonly TokenInfo[]> {
    return this.#listed(module);
  }
}

it('a token that is nowhere is told by the module that failed, unless others show tokens', async () => {
  writeFileSync(mine, '');
  await rememberKey(home, 'modules', mine);
  const fails = (module: string, others: readonly TokenInfo[]) => {
    if (module === mine) throw CRASHED;
    return others;
  };
  const find = (others: readonly TokenInfo[]) =>
    moduleOfToken(home, new TokensWith((module) => fails(module, others)), 'Alice');
  await expect(find([])).rejects.toBe(CRASHED);
  await expect(find([tokenInfo({ initialized: false })])).rejects.toBe(CRASHED);
  const shown = new TokensWith((module) => (module === mine ? [tokenInfo({ label: 'Bob', serial: '1' })] : []));
  await expect(moduleOfToken(home, shown, 'Alice')).rejects.toMatchObject({
    code: 'TOKEN_NOT_FOUND',
    message: expect.stringContaining('“Bob”'),
  });
  expect(await moduleOfToken(home, shown, 'Bob')).toBe(mine);
});
