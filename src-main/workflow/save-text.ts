import { randomHex } from '../platform/random.ts';
import { stagedPath, stageEmpty } from './staged-file.ts';
import { refusePlace } from './target.ts';

/**
 * Writes a text that people keep, such as a table of results or a certification request: the whole file, or nothing.
 * @throws AppError TARGET_EXISTS unless `replace`; TARGET_NOT_WRITABLE, DISK_FULL
 */
export async function saveText(target: string, text: string, replace: boolean): Promise<void> {
  await refusePlace(target, replace);
  const staged = await stageEmpty(stagedPath(target, randomHex(16)), 0o644);
  try {
    await staged.append(Buffer.from(text, 'utf8'));
    await staged.sync();
    await staged.publish(target, replace);
    await staged.settle();
  } finally {
    await staged.dispose();
  }
}
