import { describe, expect, it } from 'vitest';
import { initialsOf } from '#lib/packages/initials.ts';
import { markdownHtml } from '#lib/ui/markdown.ts';
import { plainStart } from '#lib/ui/plain-start.ts';

describe('notes in Markdown', () => {
  it('become elements', () => {
    const html = markdownHtml('# Title\n\n**bold** and `code`\n\n- one\n- two');
    expect(html).toContain('<h1>Title</h1>');
    expect(html).toContain('<strong>bold</strong>');
    expect(html).toContain('<li>one</li>');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'text <b onmouseover="alert(1)">bold</b>',
    '<iframe src="https://example.org"></iframe>',
    '`<script>alert(1)</script>`',
    '# <svg/onload=alert(1)>',
    '[<img src=x onerror=alert(1)>](https://example.org)',
  ])('let no markup of the writer through: %s', (text) => {
    const html = markdownHtml(text);
    expect(html).not.toMatch(/<(script|img|b|iframe|svg)\b/i);
    expect(html).not.toMatch(/<[^>]*\son\w+\s*=/i);
  });

  it.each([
    '[click](javascript:alert(1))',
    '[click](JaVaScRiPt:alert(1))',
    '[click](java&#115;cript:alert(1))',
    '[click](data:text/html;base64,PHNjcmlwdD4=)',
    '[click](vbscript:x)',
    '[click](file:///etc/passwd)',
    '[click](//example.org)',
    '<javascript:alert(1)>',
    '[click][1]\n\n[1]: javascript:alert(1)',
    '![image](https://example.org/pixel.png)',
    '![image](javascript:alert(1))',
  ])('have no link, and no image, that should not be: %s', (text) => {
    const html = markdownHtml(text);
    expect(html).not.toMatch(/<img|src=/i);
    expect(html).not.toMatch(/href="(?!https:\/\/example\.org\/pixel\.png)/i);
  });

  it.each([
    ['[site](https://example.org/a)', 'https://example.org/a'],
    ['see http://example.org for more', 'http://example.org'],
    ['[mail](mailto:a@example.org)', 'mailto:a@example.org'],
  ])('have links to the web and to mail: %s', (text, address) => {
    const html = markdownHtml(text);
    expect(html).toContain(`href="${address}"`);
    expect(html).toContain('rel="noopener noreferrer nofollow"');
  });

  it('cannot break out of the attribute of a link', () => {
    expect(markdownHtml('[a](https://example.org/"onclick="alert(1))')).not.toMatch(/"\s*onclick=/);
  });

  it('have a first line without marks', () => {
    expect(plainStart('\n## The **editor**\nmore')).toBe('The editor');
    expect(plainStart('')).toBe('');
  });
});

it('a name without an icon has initials', () => {
  expect(['Mozilla Firefox', '7-Zip', 'git', '…'].map(initialsOf)).toEqual(['MF', '7Z', 'GI', '?']);
});
