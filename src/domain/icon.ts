import { LIMITS } from '#protocol/limits.ts';
import type { IconType } from '#protocol/package.ts';

/** An image, as far as its first bytes tell. Width and height in pixels. */
export interface ReadIcon {
  type: IconType;
  width: number;
  height: number;
}

/**
 * M2: the type and the size of an image by its own bytes, whatever it is called.
 * @returns undefined for anything but PNG, JPEG, WebP and GIF, and for one whose head is broken
 */
export function readIcon(bytes: Uint8Array): ReadIcon | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return png(view) ?? gif(view) ?? webp(view) ?? jpeg(view);
}

/** M2: why an image cannot be an icon, in words; undefined when it can. */
export function iconProblem(bytes: Uint8Array): string | undefined {
  if (bytes.length > LIMITS.iconBytes) {
    return `An icon may have ${LIMITS.iconBytes / 1024} KiB; this has ${Math.ceil(bytes.length / 1024)}.`;
  }
  const icon = readIcon(bytes);
  if (icon === undefined) return 'An icon is a PNG, JPEG, WebP or GIF image. This is none of them.';
  const { width, height } = icon;
  if (width < 1 || height < 1) return 'This image has no size.';
  if (width > LIMITS.iconPixels || height > LIMITS.iconPixels) {
    return `An icon may have ${LIMITS.iconPixels} × ${LIMITS.iconPixels} pixels; this has ${width} × ${height}.`;
  }
  return undefined;
}

const has = (view: DataView, at: number, text: string) =>
  view.byteLength >= at + text.length &&
  [...text].every((letter, place) => view.getUint8(at + place) === letter.charCodeAt(0));

function png(view: DataView): ReadIcon | undefined {
  if (!has(view, 0, '\x89PNG\r\n\x1a\n') || !has(view, 12, 'IHDR') || view.byteLength < 24) return undefined;
  return { type: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(view: DataView): ReadIcon | undefined {
  if ((!has(view, 0, 'GIF87a') && !has(view, 0, 'GIF89a')) || view.byteLength < 10) return undefined;
  return { type: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(view: DataView): ReadIcon | undefined {
  if (!has(view, 0, 'RIFF') || !has(view, 8, 'WEBP') || view.byteLength < 30) return undefined;
  const type = 'image/webp' as const;
  if (has(view, 12, 'VP8X')) {
    const less = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000;
    return { type, width: less(24) + 1, height: less(27) + 1 };
  }
  if (has(view, 12, 'VP8L') && view.getUint8(20) === 0x2f) {
    const packed = view.getUint32(21, true);
    return { type, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (has(view, 12, 'VP8 ') && has(view, 23, '\x9d\x01\x2a')) {
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  return undefined;
}

/** Goes from segment to segment to the one that begins the frame: it alone names the size. */
function jpeg(view: DataView): ReadIcon | undefined {
  if (!has(view, 0, '\xff\xd8\xff')) return undefined;
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // A fill byte before the marker.
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { type: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    } else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}
