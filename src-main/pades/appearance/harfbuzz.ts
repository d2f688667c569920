import { packageFile } from '../../platform/program-files.ts';
import { wasmEngine } from '../../platform/web-assembly.ts';
import type { Glyph } from './set-text.ts';

/** A glyph that does not know its text yet. `cluster`: the code unit of the text at which it begins. */
export type ShapedGlyph = Omit<Glyph, 'text'>;

/** HarfBuzz, as far as it is used. */
export interface HarfBuzz {
  /** @param bytes a font of ours. It is kept for as long as the program runs. @returns its number */
  openFont(bytes: Uint8Array): number;
  /** Shapes text of one script in one direction; glyphs from left to right. */
  shape(font: number, text: string, rightToLeft: boolean): ShapedGlyph[];
}

/** Addresses and numbers alike. */
type Call = (...args: readonly number[]) => number;

const FUNCTIONS = [
  '__wasm_call_ctors',
  'malloc',
  'free',
  'hb_blob_create',
  'hb_face_create',
  'hb_font_create',
  'hb_buffer_create',
  'hb_buffer_destroy',
  'hb_buffer_add_utf16',
  'hb_buffer_guess_segment_properties',
  'hb_buffer_set_direction',
  'hb_buffer_set_cluster_level',
  'hb_buffer_get_length',
  'hb_buffer_get_glyph_infos',
  'hb_buffer_get_glyph_positions',
  'hb_shape',
] as const;

type Functions = Readonly<Record<(typeof FUNCTIONS)[number], Call>>;

/** What this file knows of a memory. */
interface Memory {
  /** Another one whenever it grows. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65_536;
/** Of hb_glyph_info_t and hb_glyph_position_t alike: five words. */
const WORDS = 5;
const LEFT_TO_RIGHT = 4;
const RIGHT_TO_LEFT = 5;
/** HB_MEMORY_MODE_WRITABLE: the bytes are HarfBuzz's. */
const WRITABLE = 2;
/** HB_BUFFER_CLUSTER_LEVEL_MONOTONE_CHARACTERS: marks are told from the letters they stand on. */
const BY_CHARACTERS = 1;

/**
 * Starts HarfBuzz from the bytes of its module, without the package's own start: that one looks for a file beside itself, and a
 * thread of the packaged application has none. @throws Error where the program is not complete
 */
export async function startHarfBuzz(): Promise<HarfBuzz> {
  const module = await wasmEngine.compile(await packageFile('harfbuzzjs/dist/harfbuzz.wasm'));
  const late: { memory?: Memory } = {};
  const { exports } = new wasmEngine.Instance(module, importsFor(late)) as {
    readonly exports: Functions & { readonly memory: Memory };
  };
  const { memory } = exports;
  late.memory = memory;
  for (const name of FUNCTIONS) {
    if (typeof exports[name] !== 'function') throw new Error(`HarfBuzz has no function ${name}.`);
  }
  exports.__wasm_call_ctors();
  return { openFont: (bytes) => openFont(exports, memory, bytes), shape: (...what) => shape(exports, memory, ...what) };
}

/** All that the module asks of its surroundings: memory. It sets no timers, and where it would end the process an error is thrown. */
function importsFor(late: { readonly memory?: Memory }): object {
  const end = () => {
    throw new Error('HarfBuzz stopped.');
  };
  const resize = (size: number): number => {
    const { memory } = late;
    try {
      memory?.grow(Math.ceil(((size >>> 0) - memory.buffer.byteLength) / PAGE));
      return 1;
    } catch {
      return 0;
    }
  };
  return {
    wasi_snapshot_preview1: { proc_exit: end },
    env: {
      _abort_js: end,
      _emscripten_runtime_keepalive_clear: () => undefined,
      _setitimer_js: () => 0,
      emscripten_resize_heap: resize,
    },
  };
}

function openFont(harfBuzz: Functions, memory: Memory, bytes: Uint8Array): number {
  const at = allocate(harfBuzz, bytes.length);
  new Uint8Array(memory.buffer).set(bytes, at);
  const blob = harfBuzz.hb_blob_create(at, bytes.length, WRITABLE, 0, 0);
  return harfBuzz.hb_font_create(harfBuzz.hb_face_create(blob, 0));
}

function shape(harfBuzz: Functions, memory: Memory, font: number, text: string, rightToLeft: boolean): ShapedGlyph[] {
  const buffer = harfBuzz.hb_buffer_create();
  try {
    addText(harfBuzz, memory, buffer, text);
    harfBuzz.hb_buffer_guess_segment_properties(buffer);
    harfBuzz.hb_buffer_set_direction(buffer, rightToLeft ? RIGHT_TO_LEFT : LEFT_TO_RIGHT);
    harfBuzz.hb_buffer_set_cluster_level(buffer, BY_CHARACTERS);
    harfBuzz.hb_shape(font, buffer, 0, 0);
    const count = harfBuzz.hb_buffer_get_length(buffer);
    const infos = new Uint32Array(memory.buffer, harfBuzz.hb_buffer_get_glyph_infos(buffer, 0), count * WORDS);
    const places = new Int32Array(memory.buffer, harfBuzz.hb_buffer_get_glyph_positions(buffer, 0), count * WORDS);
    return Array.from({ length: count }, (_none, index) => {
      // Code point, mask, cluster and two of its own; advance right and down, offset right and up, one of its own.
      const [id = 0, , cluster = 0] = infos.subarray(index * WORDS);
      const [advance = 0, , dx = 0, dy = 0] = places.subarray(index * WORDS);
      return { id, cluster, advance, dx, dy };
    });
  } finally {
    harfBuzz.hb_buffer_destroy(buffer);
  }
}

/** Clusters are counted in code units of the text. */
function addText(harfBuzz: Functions, memory: Memory, buffer: number, text: string): void {
  const at = allocate(harfBuzz, text.length * Uint16Array.BYTES_PER_ELEMENT);
  const units = new Uint16Array(memory.buffer, at, text.length);
  for (let index = 0; index < text.length; index++) units[index] = text.charCodeAt(index);
  harfBuzz.hb_buffer_add_utf16(buffer, at, text.length, 0, text.length);
  harfBuzz.free(at);
}

function allocate(harfBuzz: Functions, size: number): number {
  const at = harfBuzz.malloc(size);
  if (at === 0) throw new Error('HarfBuzz has no memory left.');
  return at;
}
