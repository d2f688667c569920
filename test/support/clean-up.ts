import { afterAll } from 'vitest';
import { hideCardService } from './piv/card-service.ts';
import { COMPILED, removeTemporaryFolders } from './tools.ts';

/** Processes that tests start read what they run compiled: a token host takes a third of the time to start. */
process.env.NODE_COMPILE_CACHE ??= COMPILED;

hideCardService();

/** Runs in every test file: what its tests put into temporary folders goes when the file is done. */
afterAll(removeTemporaryFolders);
