import { JOB_STATES, STATE_ORDER } from '../../words/job-state.ts';
import type { MapColours } from './painter.ts';

/** The colours of the states as the page shows them: read from it, because a canvas knows no custom properties. */
export class ThemeColours {
  now = $state.raw<MapColours>({ states: new Map(), sign: '' });

  /** Reads them now and whenever the theme changes. @param probe An element of the page. @returns ends it */
  follow(probe: HTMLElement): () => void {
    const read = () => (this.now = coloursOf(probe));
    read();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', read);
    const chosen = new MutationObserver(read);
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      dark.removeEventListener('change', read);
      chosen.disconnect();
    };
  }
}

function coloursOf(probe: HTMLElement): MapColours {
  const colour = (tone: string, property: string): string => {
    probe.dataset['tone'] = tone;
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  return {
    states: new Map(STATE_ORDER.map((state) => [state, colour(JOB_STATES[state].tone, '--tone-solid')])),
    sign: colour('quiet', '--surface'),
  };
}
