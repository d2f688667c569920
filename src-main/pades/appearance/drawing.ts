import type { Box } from '../../../shared/geometry/page-space.ts';
import type { PdfRef } from '../../pdf/objects.ts';
import type { ObjectSink } from './embedded-font.ts';

/** Something drawn into a box: a picture or handwriting. */
export interface Drawing {
  /** Proportions in any unit. */
  readonly width: number;
  readonly height: number;
  /** Operators that draw it into exactly this box. /C is the colour space of the resources; `name` what `put` gave is called there. */
  draw(box: Box, name: string): readonly string[];
  /** Puts the XObject that `draw` refers to, if it does. */
  put?(update: ObjectSink): PdfRef;
}
