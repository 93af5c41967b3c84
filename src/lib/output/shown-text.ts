import { plainText } from '#domain/plain-text.ts';
import { withoutTabs } from './columns.ts';

/** A line as it stands on the screen: what is searched, selected and copied. */
export const shownText = (line: string): string => plainText(withoutTabs(line));
