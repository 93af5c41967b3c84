/** How often a hidden page is brought up to date: the browser stops giving it frames. */
const HIDDEN_INTERVAL_MILLISECONDS = 1000;

/** Runs once with the next frame. @returns cancels it. */
export function nextFrame(run: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(run, HIDDEN_INTERVAL_MILLISECONDS);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(run);
  return () => cancelAnimationFrame(frame);
}
