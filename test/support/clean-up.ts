import { afterAll } from 'vitest';
import { removeTemporaryFolders } from './tools.ts';

/** Runs in every test file: what its tests put into temporary folders goes when the file is done. */
afterAll(removeTemporaryFolders);
