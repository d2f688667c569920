/** What a document says of itself, in its metadata and in its information dictionary alike (ISO 19005-1, 6.7.3). */
export interface Claims {
  readonly title: string;
  readonly producer: string;
  readonly creator: string;
  /** Seconds. */
  readonly made: Date;
  /** Of PDF/A. */
  readonly part: 1 | 2 | 3;
  readonly conformance: 'A' | 'B';
  /** PDF/UA-1 as well. */
  readonly accessible: boolean;
}

/** The XMP packet (ISO 16684-1) with the identification of PDF/A, and of PDF/UA with the description of its schema that PDF/A asks for. */
export function xmpPacket({ title, producer, creator, made, part, conformance, accessible }: Claims): Uint8Array {
  const time = made.toISOString().replace('.000Z', 'Z');
  const descriptions = [
    described('pdfaid', 'http://www.aiim.org/pdfa/ns/id/', { part: String(part), conformance }),
    described('dc', 'http://purl.org/dc/elements/1.1/', {
      title: `<rdf:Alt><rdf:li xml:lang="x-default">${title}</rdf:li></rdf:Alt>`,
    }),
    described('xmp', 'http://ns.adobe.com/xap/1.0/', { CreatorTool: creator, CreateDate: time, ModifyDate: time }),
    described('pdf', 'http://ns.adobe.com/pdf/1.3/', { Producer: producer }),
    ...(accessible ? [described('pdfuaid', UA_NAMESPACE, { part: '1' }), UA_SCHEMA] : []),
  ];
  return new TextEncoder().encode(`<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
${descriptions.join('\n')}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`);
}

const UA_NAMESPACE = 'http://www.aiim.org/pdfua/ns/id/';

function described(prefix: string, namespace: string, properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([name, value]) => `<${prefix}:${name}>${value}</${prefix}:${name}>`);
  return `<rdf:Description rdf:about="" xmlns:${prefix}="${namespace}">\n${lines.join('\n')}\n</rdf:Description>`;
}

/** The extension schema of pdfuaid (ISO 19005-2, 6.6.2.3): PDF/A knows no property that it does not describe. */
const UA_SCHEMA = `<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>${UA_NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>`;
