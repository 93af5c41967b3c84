import { Readable, Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ReadableStream } from 'node:stream/web';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import xz from 'xz-decompress';
import { ByteReader } from './byte-reader.ts';

/** Bytes of the control archive of a .deb, packed and unpacked. Real ones have some kilobytes. */
const CONTROL_BYTES = 8 * 1024 * 1024;
/** Bytes of the control file itself. */
const CONTROL_FILE_BYTES = 256 * 1024;

/** What a .deb says of itself. Source: deb(5) and deb-control(5). */
export interface DebianControl {
  package: string;
  version: string;
  architecture: string;
  /** The first line of its description. */
  synopsis: string;
}

/**
 * Reads the control file of a Debian package from the beginning of its bytes. Nothing of it is executed.
 * @returns undefined for anything that is not a .deb, or one that is damaged or uses an unknown compression.
 */
export async function readDebianControl(bytes: AsyncIterable<Buffer>): Promise<DebianControl | undefined> {
  try {
    const archive = await controlArchive(new ByteReader(bytes));
    if (archive === undefined) return undefined;
    const control = await controlFile(unpacked(archive.name, archive.bytes));
    return control === undefined ? undefined : parseControl(control);
  } catch {
    return undefined;
  }
}

/** A .deb is an `ar` archive: `debian-binary`, then `control.tar` with an ending, then the data. */
async function controlArchive(reader: ByteReader): Promise<{ name: string; bytes: Buffer } | undefined> {
  if ((await reader.take(8)).toString('latin1') !== '!<arch>\n') return undefined;
  for (let members = 0; members < 4; members += 1) {
    const header = (await reader.take(60)).toString('latin1');
    if (header.length < 60) return undefined;
    const name = header.slice(0, 16).trim().replace(/\/$/, '');
    const size = Number(header.slice(48, 58).trim());
    if (!Number.isSafeInteger(size) || size < 0 || size > CONTROL_BYTES) return undefined;
    const body = await reader.take(size + (size % 2));
    if (name.startsWith('control.tar')) return { name, bytes: body.subarray(0, size) };
  }
  return undefined;
}

function unpacked(name: string, bytes: Buffer): Readable {
  const packed = Readable.from([bytes]);
  switch (name) {
    case 'control.tar':
      return packed;
    case 'control.tar.gz':
      return packed.pipe(createGunzip());
    case 'control.tar.zst':
      return packed.pipe(createZstdDecompress());
    case 'control.tar.xz':
      return Readable.fromWeb(new xz.XzReadableStream(ReadableStream.from([new Uint8Array(bytes)])));
    default:
      throw new Error(`unknown compression: ${name}`);
  }
}

async function controlFile(tar: Readable): Promise<string | undefined> {
  const entries = tar.compose(limitedTo(CONTROL_BYTES)).pipe(extract());
  for await (const entry of entries) {
    if (!/^(\.\/)?control$/.test(entry.header.name)) {
      entry.resume();
      continue;
    }
    if ((entry.header.size ?? 0) > CONTROL_FILE_BYTES) return undefined;
    return await text(entry);
  }
  return undefined;
}

/** An archive of a few kilobytes may unpack to gigabytes. */
function limitedTo(most: number): Transform {
  let seen = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      seen += piece.length;
      if (seen > most) done(new Error('the control archive is too large'));
      else done(null, piece);
    },
  });
}

function parseControl(control: string): DebianControl | undefined {
  const fieldOf = (name: string) =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(control)?.[1]?.trim() ?? '';
  const read = {
    package: fieldOf('Package'),
    version: fieldOf('Version'),
    architecture: fieldOf('Architecture'),
    synopsis: fieldOf('Description').slice(0, 500),
  };
  // Names and versions as Debian allows them: what is suggested becomes part of a shell's line.
  const isSane =
    /^[a-z0-9][a-z0-9+.-]{0,118}$/.test(read.package) && /^[A-Za-z0-9.+:~-]{1,60}$/.test(read.version);
  return isSane ? read : undefined;
}
