import { describe, expect, it } from 'vitest';
import { openFile, readSmallFile } from '../../../src-main/platform/files.ts';

describe('a file without a name', () => {
  it('is not the folder that the program was started in', async () => {
    const missing = { code: 'INPUT_MISSING', message: expect.stringContaining('is empty') };
    await expect(openFile('')).rejects.toMatchObject(missing);
    await expect(readSmallFile('')).rejects.toMatchObject(missing);
  });
});
