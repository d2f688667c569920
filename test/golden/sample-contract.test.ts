import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeContract } from '../../scripts/sample/make-contract.ts';
import { describeWithTool, PROJECT_ROOT, requireTool } from '../support/tools.ts';

const path = join(PROJECT_ROOT, 'resources', 'sample', 'contract.pdf');

it('the sample contract is what its script makes (update: node scripts/sample/make-contract.ts)', async () => {
  expect(Buffer.compare(await makeContract(), readFileSync(path))).toBe(0);
});

describeWithTool(['qpdf', 'pdfinfo', 'pdffonts'], 'the sample contract before other readers', () => {
  it('is a sound file of four pages with a title and embedded fonts', () => {
    execFileSync(requireTool('qpdf'), ['--check', path], { stdio: 'pipe' });
    const info = execFileSync(requireTool('pdfinfo'), [path]).toString();
    expect(info).toMatch(/Title:\s+Services Agreement KFA-2026-041/);
    expect(info).toMatch(/Pages:\s+4\n/);
    const fonts = execFileSync(requireTool('pdffonts'), [path]).toString().trim().split('\n').slice(2);
    expect(fonts).toHaveLength(3);
    expect(fonts.every((font) => /yes yes yes/.test(font))).toBe(true);
  });
});
