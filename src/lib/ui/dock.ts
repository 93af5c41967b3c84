/** Where things are shown that stay while one goes on working: `Dock.svelte`. */
export const DOCK = '#dock';

/** Tells the styles of the whole page how high an element at its lower edge is; 0 while it is empty. */
export function keepsRoom(element: HTMLElement): () => void {
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty('--dock', `${element.offsetHeight}px`));
  observer.observe(element);
  return () => {
    observer.disconnect();
    style.removeProperty('--dock');
  };
}
