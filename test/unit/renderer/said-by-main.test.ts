import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { GERMAN_WORDS } from '../../../src-renderer/i18n/de-said/words.ts';
import { DE_SENTENCES } from '../../../src-renderer/i18n/de-sentences.ts';

const ROOT = path.join(import.meta.dirname, '../../../src-main');

/** Whose sentences end up in a report or in a warning before signing. */
const SPEAKING = [
  'trust',
  'pades/verify',
  'cades/asic',
  'cades/verify',
  'cades/format/archive-timestamps.ts',
  'cms/timestamp-check.ts',
  'cms/verify-signer-info.ts',
  'workflow/batch/unfinished.ts',
  'workflow/certificate-fitness.ts',
  'workflow/run-pin.ts',
  'workflow/online-evidence.ts',
  'workflow/online-over.ts',
  'workflow/content-risks.ts',
  'workflow/covered-place.ts',
  'workflow/field-rules.ts',
  'workflow/key-entries.ts',
  'workflow/look-plan.ts',
  'workflow/seed-certificate.ts',
  'workflow/seed-values.ts',
  'workflow/signing-checks.ts',
];

/** Files that say nothing of one signature: they read formats, and fail with codes of their own. */
const NOT_SHOWN = [
  /^trust\/lists\/(?:c14n|eu-scheme|list-|read-|snapshot|xml)/,
  /^trust\/(?:policy-file|policy-schema|ts-119-312)\.ts$/,
  /^cades\/asic\/(?:read-container|zip-layout)\.ts$/,
];

/** Beginnings of what is part of a refusal, for whose code the window has a sentence of its own, or of a file that is written. */
const OTHERWISE_TOLD =
  /^(?:Choose another|Get a fitting|or for$|Sign (?:with|it with|without|one of)|Ask (?:the author|its signer)|Give one of|Only the first|This document is certified|and can be certified|is there already|another signature|certifies this|locked this|content on further|could not be read|Remove it, insert|xml version|asic:)/;

const known = [...DE_SENTENCES.map(([english]) => english), ...Object.keys(GERMAN_WORDS)].join('\n');

describe('everything that main says of a signature', () => {
  it('has a German sentence: no part of what it says is missing in the catalogue', () => {
    const missing = SPEAKING.flatMap(filesOf)
      .filter((name) => !NOT_SHOWN.some((pattern) => pattern.test(name)))
      .flatMap((name) => saidIn(name).map((part) => `${name}: ${part}`))
      .filter((line) => !known.includes(line.slice(line.indexOf(': ') + 2)));
    expect(missing).toEqual([]);
  });
});

function filesOf(place: string): string[] {
  if (place.endsWith('.ts')) return [place];
  return readdirSync(path.join(ROOT, place), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(place, name.replaceAll(path.sep, '/')))
    .sort();
}

/** The texts of a file between their gaps, as far as they are words in a row and not part of something that is thrown. */
function saidIn(name: string): string[] {
  const file = ts.createSourceFile(name, readFileSync(path.join(ROOT, name), 'utf8'), ts.ScriptTarget.Latest, true);
  const said: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) || ts.isThrowStatement(node) || ts.isImportDeclaration(node)) return;
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) said.push(node.text);
    else if (ts.isTemplateExpression(node))
      said.push(node.head.text, ...node.templateSpans.map(({ literal }) => literal.text));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return said
    .map((text) => text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, ''))
    .filter((text) => isSpeech(text) && !OTHERWISE_TOLD.test(text));
}

/** Two words of a language in a row, not names of entries of a format. */
function isSpeech(text: string): boolean {
  return /\p{Ll}{2} \p{Ll}{2}/u.test(text);
}
