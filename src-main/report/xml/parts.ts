import type { NamedDigest } from '../report-input.ts';
import { digestUri } from './algorithm-uris.ts';
import { base64, element, type Markup } from './element.ts';

/** XAdES:DigestAlgAndValueType under the name that its place gives it. */
export function digestElement(name: string, { algorithm, value }: NamedDigest): Markup {
  return element(name, [
    element('ds:DigestMethod', undefined, { Algorithm: digestUri(algorithm) }),
    element('ds:DigestValue', base64(value)),
  ]);
}

/** SHA-256 given in hexadecimal. */
export function sha256Digest(hexadecimal: string): NamedDigest {
  return { algorithm: 'sha256', value: Buffer.from(hexadecimal, 'hex') };
}

/** VOReferenceType: refers to validation objects by their identifiers. */
export function reference(name: string, ...identifiers: readonly string[]): Markup {
  return element(name, undefined, { VOReference: identifiers.join(' ') });
}

/** TypedDataType: one sentence or value under a type of this program's own. */
export function typedData(name: string, type: string, value: string): Markup {
  return element(name, [element('vr:Type', `urn:x-countersign:report-data:${type}`), element('vr:Value', value)]);
}
