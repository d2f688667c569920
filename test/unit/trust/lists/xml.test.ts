import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalDocument, canonicalElement } from '../../../../src-main/trust/lists/c14n.ts';
import { everyElement, readXml } from '../../../../src-main/trust/lists/xml.ts';
import { describeWithTool, temporaryFolder } from '../../../support/tools.ts';

const read = (text: string | Uint8Array) => readXml(typeof text === 'string' ? Buffer.from(text) : text, 'x');
const EXCLUSIVE = { exclusive: true, inclusivePrefixes: new Set<string>() };
const WHOLE = { exclusive: false, inclusivePrefixes: new Set<string>() };

/** Documents in which canonical forms differ from what is written. */
const DOCUMENTS: Readonly<Record<string, string>> = {
  plain: '<a><b/></a>',
  'attributes out of order': '<a z="1" b="2" a="3" xmlns:y="urn:y" xmlns:x="urn:a" y:a="4" x:z="5"><x:c y:d=""/></a>',
  'namespaces that are not used': '<a xmlns:p="urn:p" xmlns:q="urn:q"><p:b><q:c/><p:d q:e="1"/></p:b></a>',
  'a default namespace that ends': '<a xmlns="urn:d"><b xmlns=""><c xmlns="urn:d"/></b></a>',
  'a prefix that changes its meaning': '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"><p:c xmlns:p="urn:1"/></p:b></p:a>',
  'a prefix declared anew': '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:1"/></p:a>',
  characters: '<a b="&lt;&amp;&quot;&#9;&#10;&#13;x\ty\nz">&lt;&gt;&amp;"\'&#13;ä𝄞</a>',
  'character data': '<a>x<![CDATA[<b>&amp;]]>y</a>',
  'comments and instructions': '<?one two?><!-- no --><a><?in  side?><!-- no --><b>x<!-- no -->y</b></a><?after?>',
  'line ends': '<?xml version="1.0"?>\r\n<a\r\n b="1"\r\n>\r\n</a>\r\n',
  'language above': '<a xml:lang="de" xml:space="preserve"><b><c xml:lang="en"/></b></a>',
};

describe('XML of trusted lists', () => {
  it.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /document type/],
    ['an entity that nothing declares', '<a>&x;</a>', /well-formed/],
    ['elements that do not close', '<a><b></a>', /well-formed XML \(1:\d+/],
    ['two roots', '<a/><b/>', /well-formed/],
    ['nothing', '', /empty/],
    ['text alone', 'certificate', /well-formed|no element/],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', /encoded as ISO-8859-1/],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]), /UTF-8/],
    ['too deep a nesting', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, /nested/],
    ['an attribute that stands there twice', '<a b="1" b="2"/>', /well-formed/],
    ['one attribute under two prefixes', '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>', /well-formed/],
    [
      'more namespaces than anybody needs',
      `<a ${Array.from({ length: 101 }, (_, n) => `xmlns:p${n}="u"`).join(' ')}/>`,
      /namespaces/,
    ],
    ['a prefix that nothing declares', '<p:a/>', /well-formed/],
  ])('refuses %s', (_, text, why) => {
    const refusal = { code: 'TRUSTED_LIST_UNREADABLE', message: expect.stringMatching(why) };
    expect(() => read(text)).toThrow(expect.objectContaining(refusal));
  });

  it('reads a byte order mark over', () => {
    expect(read('\ufeff<a/>').root.local).toBe('a');
  });

  it('leaves one element out of a canonical form', () => {
    const document = read('<a>x<s>signature</s>\ny</a>');
    const [, signature] = [...everyElement(document.root)];
    expect(canonicalDocument(document, EXCLUSIVE, signature)).toBe('<a>x\ny</a>');
  });

  it('gives an element the namespaces that it uses, of those declared above', () => {
    const { root } = read('<a xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" xml:lang="en"><p:b c="1"/></a>');
    const [, b] = [...everyElement(root)];
    expect(b && canonicalElement(b, EXCLUSIVE)).toBe('<p:b xmlns:p="urn:p" c="1"></p:b>');
    expect(b && canonicalElement(b, WHOLE)).toBe(
      '<p:b xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" c="1" xml:lang="en"></p:b>',
    );
    expect(b && canonicalElement(b, { exclusive: true, inclusivePrefixes: new Set(['q', '']) })).toBe(
      '<p:b xmlns="urn:d" xmlns:p="urn:p" xmlns:q="urn:q" c="1"></p:b>',
    );
  });
});

describeWithTool('xmllint', 'canonical forms as libxml2 writes them', () => {
  const folder = temporaryFolder();
  const witness = (flag: string, text: string) => {
    const file = join(folder, 'x.xml');
    // Comments are no part of the forms here; libxml2 keeps them.
    writeFileSync(file, text.replace(/<!--.*?-->/g, ''));
    return execFileSync('xmllint', [flag, file], { encoding: 'utf8' });
  };
  it.each(Object.entries(DOCUMENTS))('%s', (_, text) => {
    const document = read(text);
    expect(canonicalDocument(document, EXCLUSIVE, undefined)).toBe(witness('--exc-c14n', text));
    expect(canonicalDocument(document, WHOLE, undefined)).toBe(witness('--c14n', text));
  });
});
