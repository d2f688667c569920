import { describe, expect, it } from 'vitest';
import { plainLine, plainLines } from '../../../../shared/domain/plain-text.ts';

describe('text of strangers', () => {
  it.each([
    ['a change of direction', 'invoice\u202efdp.exe', 'invoice\ufffdfdp.exe'],
    ['isolated directions', '\u2066a\u2069\u2067b', '\ufffda\ufffd\ufffdb'],
    ['orders to a terminal', '\u001b[2Ja\u009b31m\u0007', '\ufffd[2Ja\ufffd31m\ufffd'],
    ['what is not seen', 'pay\u200bpal\ufeff\u00ad', 'pay\ufffdpal\ufffd\ufffd'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
    ['line separators', 'a\u2028b\u0085c', 'a\ufffdb\ufffdc'],
  ])('%s is replaced', (_what, text, shown) => {
    expect(plainLine(text)).toBe(shown);
    expect(plainLines(text)).toBe(shown);
  });

  it.each(['Ödegård, José', 'علی\u200cرضا', '👩\u200d⚖️', '文書 (1).pdf', 'e\u0301', '\u200fעברית'])(
    '“%s” stays as it is',
    (text) => {
      expect(plainLine(text)).toBe(text);
    },
  );

  it('a line of its own only where lines are wanted', () => {
    expect(plainLine('a\nTOTAL-PASSED\tb')).toBe('a\ufffdTOTAL-PASSED\ufffdb');
    expect(plainLines('a\nb\tc')).toBe('a\nb\tc');
  });
});
