import { isAppError } from '../../../shared/contract/app-error.ts';
import type { PdfLimits } from '../limits.ts';
import { ObjectStream } from '../object-stream.ts';
import type { PdfDict, PdfObject } from '../objects.ts';
import { limitExceeded } from '../pdf-errors.ts';
import { LenientSyntax } from './lenient-syntax.ts';
import { type Findings, holdsByteRange } from './scan.ts';

/** Objects of object streams together that are held in memory. */
const MOST = 1_000_000;

/** What lies in the object streams of a damaged file. An object that stands later in the file takes its place. */
export class ContainedObjects {
  private readonly limits: PdfLimits;
  private readonly findings: Findings;
  private readonly decode: (num: number) => Promise<{ dict: PdfDict; data: Uint8Array } | undefined>;
  private readonly objects = new Map<number, PdfObject>();

  constructor(
    limits: PdfLimits,
    findings: Findings,
    decode: (num: number) => Promise<{ dict: PdfDict; data: Uint8Array } | undefined>,
  ) {
    this.limits = limits;
    this.findings = findings;
    this.decode = decode;
  }

  get(num: number): PdfObject | undefined {
    return this.objects.get(num);
  }

  /** Opens every object stream. @returns all object numbers, in and out of streams, in order. @throws AppError PDF_LIMIT_EXCEEDED */
  async all(standing: readonly number[]): Promise<number[]> {
    for (const container of this.findings.containers) await this.open(container);
    return [...new Set([...standing, ...this.objects.keys()])].sort((a, b) => a - b);
  }

  private async open(container: number): Promise<void> {
    const place = this.findings.objects.get(container);
    const stream = await this.decode(container);
    if (place === undefined || stream === undefined) return;
    const contained = ignoringDamage(() => new ObjectStream(stream.dict, stream.data, this.limits));
    for (const [num, index] of contained?.numbered() ?? []) {
      const standing = this.findings.objects.get(num);
      if (standing !== undefined && standing.offset > place.offset) continue;
      if (this.objects.size >= MOST) throw limitExceeded('objects in object streams', { limit: MOST });
      const object = ignoringDamage(() => contained?.object(num, index, LenientSyntax));
      if (object !== undefined) this.objects.set(num, object);
    }
  }

  /** Whether a signature lies in an object stream. */
  anySigned(): boolean {
    return [...this.objects.values()].some(holdsByteRange);
  }
}

/** Undefined where something is damaged: it is left out. @throws what else goes wrong */
function ignoringDamage<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isAppError(error) && error.code === 'PDF_DAMAGED') return undefined;
    throw error;
  }
}
