import { vi } from 'vitest';
import { fileAccess } from '../../src-main/platform/file-access.ts';

/** A disk that takes `room` more signed files until there is room again; signed within this thread. */
export function diskWith(room: number): { makeRoom(): void; restore(): void } {
  const { open } = fileAccess;
  let left = room;
  const spy = vi.spyOn(fileAccess, 'open').mockImplementation(async (file, flags, mode) => {
    if (file.endsWith('.countersign-tmp')) {
      if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      left -= 1;
    }
    return open(file, flags, mode);
  });
  return {
    makeRoom: () => {
      left = Number.POSITIVE_INFINITY;
    },
    restore: () => spy.mockRestore(),
  };
}
