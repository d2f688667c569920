import type { Manifest, ManifestHash } from './manifest.ts';
import { writeManifest } from './manifest.ts';
import { META } from './write-container.ts';

/** Paths of the signature and of its manifest in a container that this program makes. */
export const SIGNATURE_NAME = `${META}signature001.p7s`;
export const MANIFEST_NAME = `${META}ASiCManifest001.xml`;

/** The manifest over the documents of a new container. @param documents name in the container and digest of each */
export function manifestOf(
  documents: readonly { readonly name: string; readonly digest: Uint8Array }[],
  hash: ManifestHash,
): Uint8Array {
  const manifest: Manifest = {
    signature: SIGNATURE_NAME,
    entries: documents.map(({ name, digest }) => ({ name, hash, digest })),
  };
  return writeManifest(manifest);
}
