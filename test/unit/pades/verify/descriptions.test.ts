import { describe, expect, it } from 'vitest';
import { CATALOG, contract, signOnce, signTwice, stream } from '../../../support/attacks/contract.ts';
import { certification } from '../../../support/attacks/evil-annotations.ts';
import { appendRevision, type RawObjects } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';
import { verifyBytes } from '../../../support/sign-bytes.ts';

const pki = testPki();
const alice = pki.signer('p-256');
const bob = pki.signer('p-384');

const XMP = (date: string, title: string) =>
  `<x:xmpmeta><xmp:ModifyDate>${date}</xmp:ModifyDate><dc:title><rdf:Alt><rdf:li>${title}</rdf:li></rdf:Alt></dc:title></x:xmpmeta>`;
const DC = 'http://purl.org/dc/elements/1.1/';
const metadata = (xmp: string) =>
  `<< /Type /Metadata /Subtype /XML /Length ${xmp.length} >>\nstream\n${xmp}\nendstream`;

describe('what a document says of itself after it was signed', () => {
  const described = signOnce(
    contract({
      1: CATALOG.replace('>>', '/Metadata 40 0 R >>'),
      40: metadata(XMP('2026-01-01', 'Contract')),
    }),
    alice,
  );
  it.each<[string, RawObjects, 'permitted' | 'indeterminate']>([
    ['dates of the description', { 40: metadata(XMP('2026-02-02', 'Contract')) }, 'permitted'],
    ['the title in the description', { 40: metadata(XMP('2026-02-02', 'Gift')) }, 'indeterminate'],
    [
      'the title under another prefix',
      { 40: metadata(`<x xmlns:d="${DC}"><d:title>Gift</d:title></x>`) },
      'indeterminate',
    ],
    [
      'a description without the title',
      { 40: metadata('<x:xmpmeta><xmp:ModifyDate>2026</xmp:ModifyDate></x:xmpmeta>') },
      'indeterminate',
    ],
    ['a description with a part of the title', { 40: metadata(XMP('2026-02-02', 'Contra')) }, 'indeterminate'],
    [
      'rights that nobody gave',
      { 40: metadata(XMP('2026-02-02', 'Contract').replace('<dc:title>', '<dc:rights>free</dc:rights><dc:title>')) },
      'indeterminate',
    ],
    [
      'what an invoice says of itself',
      {
        40: metadata(
          XMP('2026-02-02', 'Contract').replace('<dc:title>', '<f:Type xmlns:f="urn:invoice#">PAID</f:Type><dc:title>'),
        ),
      },
      'indeterminate',
    ],
    [
      'a part of a standard',
      {
        40: metadata(
          XMP('2026-02-02', 'Contract').replace(
            '<dc:title>',
            '<p:part xmlns:p="http://www.aiim.org/pdfa/ns/id/">2</p:part><dc:title>',
          ),
        ),
      },
      'permitted',
    ],
    [
      'one prefix for two things',
      {
        40: metadata(
          XMP('2026-02-02', 'Contract').replace('<dc:title>', '<a xmlns:dc="urn:x"/><b xmlns:dc="urn:y"/><dc:title>'),
        ),
      },
      'indeterminate',
    ],
    ['a description that does not end', { 40: metadata(`${'<dc:title>'.repeat(20000)}`) }, 'indeterminate'],
    ['the title without a prefix', { 40: metadata(`<title xmlns="${DC}">Gift</title>`) }, 'indeterminate'],
    ['the title as an attribute', { 40: metadata(`<x xmlns:dc="${DC}" dc:title="Gift"/>`) }, 'indeterminate'],
    ['a title in another encoding', { 40: metadata('<\0d\0c\0:\0t\0i\0t\0l\0e\0>\0') }, 'indeterminate'],
    ['a higher version', { 1: CATALOG.replace('>>', '/Metadata 40 0 R /Version /2.0 >>') }, 'permitted'],
    ['a version that is none', { 1: CATALOG.replace('>>', '/Metadata 40 0 R /Version /A >>') }, 'indeterminate'],
    [
      'extensions in an object',
      { 1: CATALOG.replace('>>', '/Metadata 40 0 R /Extensions 41 0 R >>'), 41: '<< /ESIC << /BaseVersion /1.7 >> >>' },
      'permitted',
    ],
    ['an object that nothing leads to', { 41: '<< /Hello /World >>' }, 'permitted'],
    ['an action that nothing leads to', { 41: '<< /S /JavaScript /JS (1) >>' }, 'indeterminate'],
  ])('a second signature brings %s: %s', async (_name, objects, changesAfter) => {
    const report = await verifyBytes(signTwice(described, bob, objects));
    expect(report.signatures.find(({ field }) => field === 'First')?.changesAfter).toBe(changesAfter);
  });

  it('validation data do not excuse a title that was taken away', async () => {
    const described = contract({
      1: CATALOG.replace('>>', '/Metadata 40 0 R >>'),
      40: metadata(XMP('2026-01-01', 'Contract')),
    });
    const report = await verifyBytes(
      appendRevision(signOnce(described, alice, certification(1)), {
        1: CATALOG.replace('>>', '/Metadata 40 0 R /DSS 41 0 R >>'),
        40: metadata('<x:xmpmeta><xmp:ModifyDate>2026</xmp:ModifyDate></x:xmpmeta>'),
        41: '<< /Type /DSS /Certs [42 0 R] >>',
        42: stream('certificate'),
      }),
    );
    expect(report.signatures[0]?.changesAfter).toBe('forbidden');
  });
});
