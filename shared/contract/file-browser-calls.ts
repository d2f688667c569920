import { z } from 'zod';
import { fileToken } from './ids.ts';

/** One opening of the file dialog of the Chromium shell. */
const requestId = z.string().max(64);
const fileEntry = z.strictObject({
  token: fileToken,
  name: z.string(),
  kind: z.enum(['folder', 'file']),
  size: z.number().int().nonnegative().nullable(),
  modified: z.iso.datetime().nullable(),
});
export type FileEntry = z.infer<typeof fileEntry>;

/** The file dialog of the Chromium shell: main lists, the page shows. */
export const fileBrowserCalls = {
  /** Chromium shell only: main's own file browser. Null folder: where the person was last. */
  'fileBrowser.list': {
    input: z.strictObject({ request: requestId, folder: fileToken.nullable() }),
    output: z.strictObject({
      /** Folders from the root to this one. */
      trail: z.array(z.strictObject({ token: fileToken, name: z.string() })),
      entries: z.array(fileEntry),
    }),
  },
  'fileBrowser.resolve': {
    input: z.strictObject({
      request: requestId,
      /** Files to open, or folder and name to save under, or a folder itself (null for the name) or a new one in it, or null: cancelled. */
      choice: z.union([
        z.strictObject({ files: z.array(fileToken).min(1).max(1000) }),
        z.strictObject({ folder: fileToken, name: z.string().min(1).max(255).nullable() }),
        z.null(),
      ]),
    }),
    output: z.strictObject({}),
  },
} as const;

/** Asks the page to show it. */
export const fileBrowserEvents = {
  'fileBrowser.opened': z.strictObject({
    request: z.string(),
    mode: z.enum(['open', 'save', 'folder']),
    purpose: z.enum(['document', 'key-store', 'module', 'certificate', 'trusted-list', 'image', 'target', 'folder']),
    suggestedName: z.string(),
    multiple: z.boolean(),
  }),
} as const;
