import { describe, expect, it } from 'vitest';
import { contract, signatureObjects, signOnce, signTwice } from '../../../support/attacks/contract.ts';
import type { RawObjects } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';
import { verifyBytes } from '../../../support/sign-bytes.ts';

const pki = testPki();
const bob = pki.signer('p-384');

const ROOT = (entries: string): string => `<< /Type /StructTreeRoot /K [31 0 R] /ParentTree 33 0 R ${entries} >>`;
const DOCUMENT = (kids: string): string => `<< /Type /StructElem /S /Document /P 30 0 R /K ${kids} >>`;
const PARAGRAPH = '<< /Type /StructElem /S /P /P 31 0 R /Pg 3 0 R /K 0 >>';

/** A tagged contract, signed once. */
function tagged(changes: RawObjects = {}): Buffer {
  const structure = {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /MarkInfo << /Marked true >> /StructTreeRoot 30 0 R >>',
    30: ROOT('/ParentTreeNextKey 1'),
    31: DOCUMENT('[32 0 R]'),
    32: PARAGRAPH,
    33: '<< /Kids [34 0 R] >>',
    34: '<< /Limits [0 0] /Nums [0 35 0 R] >>',
    35: '[32 0 R]',
    36: '<< /Type /StructElem /S /P /P 31 0 R /Pg 3 0 R /K 1 >>',
  };
  return signOnce(contract({ ...structure, ...changes }), pki.signer('p-256'));
}

const WIDGET = (signatureObjects(12, 'Second')[12] ?? '').replace('/F 132', '/F 132 /StructParent 1');
const ELEMENT =
  '<< /Type /StructElem /S /Form /P 31 0 R /Pg 3 0 R /K [<< /Type /OBJR /Obj 12 0 R /Pg 3 0 R >>] /Alt (Signature) >>';
/** What an honest second signer writes beside the signature. */
const HONEST: RawObjects = {
  12: WIDGET,
  40: ELEMENT,
  31: DOCUMENT('[32 0 R 40 0 R]'),
  30: ROOT('/ParentTreeNextKey 2'),
  33: '<< /Kids [34 0 R 41 0 R] >>',
  41: '<< /Limits [1 1] /Nums [1 40 0 R] >>',
};

async function changesAfterFirst(more: RawObjects, before: RawObjects = {}): Promise<string | undefined> {
  const { signatures } = await verifyBytes(signTwice(tagged(before), bob, more));
  return signatures.find(({ field }) => field === 'First')?.changesAfter;
}

describe('a second signer may add an element for the signature', () => {
  it.each<[string, RawObjects, RawObjects?]>([
    ['in a leaf of its own', {}],
    ['in the leaf that is there', { 33: null, 41: null, 34: '<< /Limits [0 1] /Nums [0 35 0 R 1 40 0 R] >>' }],
    ['in a tree that was written anew', { 33: '<< /Nums [0 35 0 R 1 40 0 R] >>', 41: null }],
    [
      'with a reference that is an object of its own',
      { 40: ELEMENT.replace(/\[<<.*>>\]/, '42 0 R'), 42: '<< /Type /OBJR /Obj 12 0 R >>' },
    ],
    ['and say nothing of the next key', { 30: null }],
    [
      'in a list of kids that is an object of its own',
      { 31: null, 37: '[32 0 R 40 0 R]' },
      { 31: DOCUMENT('37 0 R'), 37: '[32 0 R]' },
    ],
    ['beside a kid that stood alone', { 31: DOCUMENT('[32 0 R 40 0 R]') }, { 31: DOCUMENT('32 0 R') }],
    ['and none at all', Object.fromEntries(Object.keys(HONEST).map((num) => [num, null]))],
  ])('%s', async (_what, changes, before) => {
    const objects = Object.entries({ ...HONEST, ...changes }).filter(([, body]) => body !== null);
    expect(await changesAfterFirst(Object.fromEntries(objects), before)).toBe('permitted');
  });
});

describe('under cover of that a signer may not', () => {
  it.each<[string, RawObjects]>([
    ['take an element out', { 31: DOCUMENT('[40 0 R]') }],
    ['put the new one first', { 31: DOCUMENT('[40 0 R 32 0 R]') }],
    ['bring an older element back in', { 31: DOCUMENT('[32 0 R 36 0 R 40 0 R]') }],
    ['rewrite what a paragraph is', { 32: PARAGRAPH.replace('/S /P', '/S /Artifact') }],
    ['give a paragraph other words', { 32: PARAGRAPH.replace('/K 0', '/K 0 /ActualText (I owe you nothing)') }],
    ['give the document other words', { 31: DOCUMENT('[32 0 R 40 0 R] /Alt (Nothing is owed)') }],
    ['point an old key elsewhere', { 34: '<< /Limits [0 0] /Nums [0 36 0 R] >>' }],
    ['leave an old key out', { 33: '<< /Kids [41 0 R] >>' }],
    ['say a key twice', { 41: '<< /Limits [0 1] /Nums [0 35 0 R 1 40 0 R] >>' }],
    ['add a key for something else', { 41: '<< /Limits [1 2] /Nums [1 40 0 R 2 36 0 R] >>' }],
    ['add an element that is no form', { 40: ELEMENT.replace('/S /Form', '/S /P') }],
    ['add words that replace what is read', { 40: ELEMENT.replace('/Alt', '/ActualText') }],
    ['add an element for an older widget', { 40: ELEMENT.replace('12 0 R', '8 0 R') }],
    ['add an element with further kids', { 40: ELEMENT.replace('>>]', '>> 32 0 R]') }],
    [
      'add an element under another key than the widget names',
      { 12: WIDGET.replace('/StructParent 1', '/StructParent 0') },
    ],
    ['change the roles', { 30: ROOT('/ParentTreeNextKey 2 /RoleMap << /P /Artifact >>') }],
    ['let the next key fall behind', { 30: ROOT('/ParentTreeNextKey 1').replace('33 0 R', '33 0 R /X 1') }],
    ['promise a key that is taken', { 30: ROOT('/ParentTreeNextKey 0') }],
    [
      'use another root',
      {
        1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /MarkInfo << /Marked true >> /StructTreeRoot 43 0 R >>',
        43: ROOT(''),
      },
    ],
    ['take the tags away', { 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R >>' }],
  ])('%s', async (_what, changes) => {
    const found = await changesAfterFirst({ ...HONEST, ...changes });
    expect(found).toMatch(/^(forbidden|indeterminate)$/);
  });

  it.each<[string, RawObjects, string]>([
    [
      'the group of a page’s content',
      {
        4: '<< /Length 1 /Group 50 0 R >>\nstream\nn\nendstream',
        50: '<< /S /Transparency /P 30 0 R /K true >>',
      },
      '<< /S /Transparency /P 30 0 R /K [true 40 0 R] >>',
    ],
    [
      'the parameters of a filter',
      { 4: '<< /Length 1 /DecodeParms 50 0 R >>\nstream\nn\nendstream', 50: '<< /S /P /P 30 0 R /K 4 >>' },
      '<< /S /P /P 30 0 R /K [4 40 0 R] >>',
    ],
    [
      'the parameters of several filters',
      {
        4: '<< /Length 1 /DecodeParms 51 0 R >>\nstream\nn\nendstream',
        50: '<< /S /P /P 30 0 R /K 4 >>',
        51: '[null 50 0 R]',
      },
      '<< /S /P /P 30 0 R /K [4 40 0 R] >>',
    ],
  ])('change %s as if it were an element', async (_what, before, changed) => {
    const { 31: _kept, ...honest } = HONEST;
    const made = { ...honest, 40: ELEMENT.replace('/P 31 0 R', '/P 50 0 R'), 50: changed };
    expect(await changesAfterFirst(made, before)).toMatch(/^(forbidden|indeterminate)$/);
  });

  it('fill in an element that the signed document already pointed at', async () => {
    expect(await changesAfterFirst(HONEST, { 31: DOCUMENT('[32 0 R 40 0 R]') })).toBe('indeterminate');
  });
});
