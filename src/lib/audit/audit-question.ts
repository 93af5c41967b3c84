import { isAuditVerb } from '#protocol/audit.ts';

/** What of the audit log is looked at, as the page's address says it. Days are those of the viewer's zone. */
export interface AuditQuestion {
  /** A verb, or an area with its dot: `user.`. */
  what?: string;
  who?: string;
  /** The id of what it was done to. */
  about?: string;
  /** `2026-11-23`; both included. */
  from?: string;
  to?: string;
  search?: string;
}
export const QUESTION_NAMES = ['what', 'who', 'about', 'from', 'to', 'search'] as const;

const LONGEST = 120;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const isDay = (text: string) => DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
const isWhat = (text: string) => isAuditVerb(text) || /^[a-zA-Z]+\.$/.test(text);

/** What the address asks; what cannot be read is not asked. */
export function questionIn(parameters: URLSearchParams): AuditQuestion {
  const question: AuditQuestion = {};
  for (const name of QUESTION_NAMES) {
    const text = parameters.get(name)?.trim().slice(0, LONGEST) ?? '';
    if (text === '') continue;
    if ((name === 'from' || name === 'to') && !isDay(text)) continue;
    if (name === 'what' && !isWhat(text)) continue;
    question[name] = text;
  }
  return question;
}

/** Whether anything is asked but all of it. */
export const isNarrowed = (question: AuditQuestion): boolean => Object.keys(question).length > 0;
