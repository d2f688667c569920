import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { inputs } from '../../../src-cli/sign-jobs.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();

it('does not say of a file that it is missing where a folder was to be named', async () => {
  const file = join(folder, 'a.pdf');
  writeFileSync(file, 'a document');
  await expect(inputs([], file)).rejects.toMatchObject({
    code: 'USAGE',
    message: `“${file}” is no folder. --batch takes the folder of the files; a single file is named without it.`,
  });
  const none = join(folder, 'none');
  await expect(inputs([], none)).rejects.toMatchObject({
    code: 'INPUT_MISSING',
    message: `There is no folder “${none}”. Check the path.`,
  });
  expect(await inputs([], folder)).toEqual([file]);
  await expect(inputs([file, folder], undefined)).rejects.toMatchObject({
    code: 'INPUT_UNREADABLE',
    message: `“${basename(folder)}” is a folder. Name a file, or sign all PDF files of the folder with --batch DIR.`,
  });
});
