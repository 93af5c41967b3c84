import { describe, expect, test } from 'vitest';
import { IntlMessageFormat } from 'intl-messageformat';
import { ENGLISH } from '#lib/messages/english.ts';
import { languagesIn, preferred } from '#lib/messages/language.ts';
import { parts, provideLanguage, text, textInstead } from '#lib/messages/text.ts';
import { argumentsOf } from '#tests/support/messages/arguments.ts';
import { consoleSources } from '#tests/support/messages/sources.ts';
import { untoldIn } from '#tests/support/messages/untold.ts';
import { mentionsIn, usesIn } from '#tests/support/messages/uses.ts';
import { areasIn, areasOfEnglish } from '#vite.messages.ts';

const sources = consoleSources();
const messages = new Map(
  Object.entries(ENGLISH.messages).flatMap(([area, texts]) =>
    Object.entries(texts).map(([name, pattern]): [string, string] => [`${area}.${name}`, pattern]),
  ),
);

describe('the message catalogue', () => {
  test('every message can be read', () => {
    for (const [key, pattern] of messages) {
      expect(() => new IntlMessageFormat(pattern, 'en'), key).not.toThrow();
    }
  });

  test('a tag has not the name of a value', () => {
    for (const [key, pattern] of messages) {
      const tags = [...pattern.matchAll(/<(\w+)>/g)].map(([, tag]) => tag);
      expect(
        argumentsOf(pattern).filter((name) => tags.includes(name)),
        key,
      ).toEqual([]);
    }
  });

  test('no text for people stands outside of it', () => {
    expect(sources.flatMap(untoldIn)).toEqual([]);
  });

  test('each message is given exactly the values that it names', () => {
    const wrong = sources.flatMap(usesIn).flatMap(({ at, key, values }) => {
      const pattern = messages.get(key);
      if (pattern === undefined) return [`${at}: there is no ${key}`];
      const named = argumentsOf(pattern);
      if (values === undefined || [...values].sort().join() === named.join()) return [];
      return [
        `${at}: ${key} names ${named.join(', ') || 'nothing'}, given ${values.join(', ') || 'nothing'}`,
      ];
    });
    expect(wrong).toEqual([]);
  });

  test('no message is left over', () => {
    const mentions = sources.map(mentionsIn);
    const whole = new Set(mentions.flatMap((one) => [...one.whole]));
    const beginnings = [...new Set(mentions.flatMap((one) => [...one.beginnings]))];
    const unused = [...messages.keys()].filter(
      (key) => !whole.has(key) && !beginnings.some((start) => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });
});

describe('what the browser fetches of the catalogue', () => {
  const areas = areasOfEnglish(process.cwd());

  test('is made of all areas of English', () => {
    expect(areas).toEqual(Object.keys(ENGLISH.messages).sort());
  });

  test('holds for each module every area that it speaks of', () => {
    const missing = sources.flatMap((source) => {
      const { whole, beginnings } = mentionsIn(source);
      const spoken = new Set([...whole, ...beginnings].map((key) => key.split('.')[0] ?? ''));
      const brought = areasIn(source.code, areas);
      return areas
        .filter((area) => spoken.has(area) && !brought.includes(area))
        .map((area) => [source.path, area]);
    });
    expect(missing).toEqual([]);
  });
});

describe('another language', () => {
  const files = {
    './xx/meta.json': { name: 'Xx', locale: 'de' },
    './xx/lists.json': { chosen: '{count, plural, one {# Ding} other {# Dinge}}' },
    './yy/lists.json': { chosen: 'without a name it is no language' },
  };

  test('is a folder of files: what it has is said in it, with its numbers, the rest in English', () => {
    const languages = languagesIn(files);
    expect([...languages.keys()]).toEqual(['xx']);
    const spoken = languages.get('xx') ?? ENGLISH;
    provideLanguage(() => spoken);
    expect(text('lists.chosen', { count: 20_000 })).toBe('20.000 Dinge');
    expect(text('common.searching')).toBe('Searching…');
    provideLanguage(() => ENGLISH);
  });

  test('is the one that the browser likes best of those that are there', () => {
    const tags = ['en', 'de', 'pt-BR'];
    expect(preferred('fr-FR,de-AT;q=0.8,en;q=0.9', tags)).toBe('en');
    expect(preferred('de-AT,en;q=0.9', tags)).toBe('de');
    expect(preferred('pt-br', tags)).toBe('pt-BR');
    expect(preferred('en;q=0, fr', tags)).toBeUndefined();
    expect(preferred(null, tags)).toBeUndefined();
  });

  test('may say what the protocol says in English', () => {
    expect(textInstead('errors.notFound', 'It is gone.')).toBe('It is gone.');
  });
});

test('a message with tags comes in pieces', () => {
  const spoken = { ...ENGLISH, messages: { common: { searching: 'See <page>the page of {name}</page>.' } } };
  provideLanguage(() => spoken);
  expect(parts('common.searching', { tags: ['page'], values: { name: 'PC-1' } })).toEqual([
    'See ',
    { tag: 'page', words: 'the page of PC-1' },
    '.',
  ]);
  provideLanguage(() => ENGLISH);
});
