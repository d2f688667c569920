import { expect, it } from 'vitest';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { buildLyingPcsc } from '../../support/broken-module.ts';
import { describeWith, temporaryFolder, toolPath } from '../../support/tools.ts';

const isFit = process.platform === 'linux' && toolPath('gcc') !== undefined;

describeWith(
  'readers that lie',
  isFit ? undefined : 'needs gcc, and a system that finds PC/SC by LD_LIBRARY_PATH',
  () => {
    it('a hundred of them, of odd names, with odd cards, that come and go meanwhile', async () => {
      const before = process.env.LD_LIBRARY_PATH;
      process.env.LD_LIBRARY_PATH = buildLyingPcsc(temporaryFolder());
      const tokens = new Tokens();
      try {
        const { service, readers } = await tokens.readers();
        expect([service, readers.length]).toEqual(['running', 100]);
        expect(readers.slice(0, 3)).toEqual([
          { name: 'R\ufffd\u001b[2J 0', card: 'present', atr: '3b'.repeat(33), pinPad: null },
          { name: 'R\ufffd\u001b[2J 1', card: 'present', atr: null, pinPad: null },
          { name: 'R\ufffd\u001b[2J 2', card: 'present', atr: '3b3b', pinPad: null },
        ]);
        const asked = await tokens.readers({ pinPads: true });
        expect(asked.readers.map(({ pinPad }) => pinPad)).toEqual(Array(100).fill(false));
      } finally {
        await tokens.close();
        if (before === undefined) delete process.env.LD_LIBRARY_PATH;
        else process.env.LD_LIBRARY_PATH = before;
      }
    });
  },
);
