/** Bytes: less than this gains nothing. Only answers that say how long they are can be told to be that short. */
const LEAST = 1_024;
/** What the console answers that is text: pages, the data of pages, tables as CSV, output. */
const TEXT = /^(?:text\/|application\/json\b)/;

const takesGzip = (request: Request) =>
  (request.headers.get('accept-encoding') ?? '').split(',').some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim());
    return name === 'gzip' && !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter));
  });

/**
 * A page of the console is up to ten times shorter when it is compressed, which who supports somebody from afar feels.
 * Files of the build are not answered here: they were compressed when it was built.
 *
 * @returns the answer, as it is where its reader does not take gzip or it is short, none or no text
 */
export function compressed(request: Request, response: Response): Response {
  const { body, headers } = response;
  if (body === null || headers.has('content-encoding') || !TEXT.test(headers.get('content-type') ?? '')) {
    return response;
  }
  const length = headers.get('content-length');
  if (length !== null && Number(length) < LEAST) return response;
  headers.append('vary', 'accept-encoding');
  if (!takesGzip(request)) return response;
  headers.set('content-encoding', 'gzip');
  headers.delete('content-length');
  const { status, statusText } = response;
  return new Response(body.pipeThrough(new CompressionStream('gzip')), { status, statusText, headers });
}
