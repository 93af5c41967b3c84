import { describe, expect, it } from 'vitest';
import { iconProblem, readIcon } from '#domain/icon.ts';
import { aPng } from '#tests/support/icons.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const text = (words: string) => Buffer.from(words, 'latin1');
const gif = Buffer.concat([text('GIF89a'), hex('0300 0200 80 00 00')]);
/** As cameras write it: a comment before the frame. */
const jpeg = hex(
  'ffd8 fffe 0004 4141 ffe0 0010 4a46494600 01010000010001 0000 ffc0 0011 08 0005 0007 03 012200 021101 031101',
);
const lossless = Buffer.concat([text('RIFF....WEBPVP8L'), hex('05000000 2f 09c00400 00000000000000')]);
const lossy = Buffer.concat([text('RIFF....WEBPVP8 '), hex('0a000000 300100 9d012a 0a00 1400 0000')]);
const extended = Buffer.concat([text('RIFF....WEBPVP8X'), hex('0a000000 00000000 090000 130000')]);

describe('[M2] an icon', () => {
  it.each([
    ['PNG', aPng({ width: 3, height: 4 }), { type: 'image/png', width: 3, height: 4 }],
    ['GIF', gif, { type: 'image/gif', width: 3, height: 2 }],
    ['JPEG', jpeg, { type: 'image/jpeg', width: 7, height: 5 }],
    ['WebP without loss', lossless, { type: 'image/webp', width: 10, height: 20 }],
    ['WebP with loss', lossy, { type: 'image/webp', width: 10, height: 20 }],
    ['extended WebP', extended, { type: 'image/webp', width: 10, height: 20 }],
  ])('is known by its own bytes: %s', (_what, bytes, read) => {
    expect(readIcon(bytes)).toEqual(read);
    expect(iconProblem(bytes)).toBeUndefined();
  });

  it.each([
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['a page', text('<!doctype html><script>alert(1)</script>')],
    ['nothing', Buffer.alloc(0)],
    ['a PNG that broke off', aPng().subarray(0, 20)],
    ['a JPEG without a frame', hex('ffd8 ffe0 0004 0000 ffd9')],
    ['a JPEG whose segment has no length', hex('ffd8 ffe0 0000 ffe0 0000 0000 0000 0000')],
  ])('is not %s', (_what, bytes) => {
    expect(readIcon(bytes)).toBeUndefined();
    expect(iconProblem(bytes)).toContain('PNG, JPEG, WebP or GIF');
  });

  it('has 1024 pixels and 256 KiB at most', () => {
    expect(iconProblem(aPng({ width: 1024, height: 1024 }))).toBeUndefined();
    expect(iconProblem(aPng({ width: 1025, height: 1 }))).toContain('1025 × 1');
    expect(iconProblem(Buffer.concat([aPng(), Buffer.alloc(256 * 1024)]))).toContain('256 KiB');
    expect(iconProblem(aPng({ width: 0 }))).toContain('no size');
  });
});
