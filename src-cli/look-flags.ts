import { type Command, Option } from 'commander';

export const LOOK_HELP = `
The visible signature: --text is a template of lines (\\n between them) with {name} {date} {day} {time} {reason} {location} {contact} {issuer} {serial}
{organisation} {unit} {country} {email} {subject} {field}; {date:iso}, {date:en} and {date:de} choose how a date is written, {{ and }} are braces, and a
line whose placeholders are all empty is left out. Handwriting is JSON { "strokes": [[[x, y, pressure], …], …] } or SVG with plain paths.`;

/** Adds the options that say how a visible signature looks. */
export function lookFlags(command: Command): Command {
  return command
    .option('--text <template>', 'what the visible signature says (see below); empty for none beside an image')
    .option('--image <file>', 'PNG or JPEG in the visible signature')
    .option('--handwriting <file>', 'drawn strokes in it, JSON or SVG')
    .option('--initials [letters]', 'initials in it: these, or the first letters of the name')
    .addOption(new Option('--language <language>', 'language of its usual text').choices(['en', 'de']))
    .addOption(new Option('--dates <style>', 'how it writes dates (default: iso)').choices(['iso', 'en', 'de']))
    .option('--time-zone <zone>', 'zone of its times, as in Europe/Berlin (default: UTC)')
    .option('--also-pages <pages>', 'the same look on further pages: all, odd, even, last or 1-3,5,-1')
    .addOption(
      new Option('--also-as <kind>', 'there as an annotation or as page content').choices(['stamp', 'content']),
    )
    .option('--also-rect <x,y,w,h>', 'its place there (default: as on the page of the signature)');
}
