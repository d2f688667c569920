/** Names of the letters of codes 32 to 126, which all common encodings share but for quotes (ISO 32000-2, annex D.2). */
const LETTERS =
  'space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash zero one two three four five ' +
  'six seven eight nine colon semicolon less equal greater question at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright ' +
  'asciicircum underscore grave a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde';
/** The code of each by its name. */
export const CODE_OF_LETTER: ReadonlyMap<string, number> = new Map(
  LETTERS.split(' ').map((name, at) => [name, 32 + at]),
);
