/** One operation of the API as its page shows it. */
export interface OperationRow {
  id: string;
  group: string;
  method: string;
  path: string;
  summary: string;
  permission: string;
  parameters: { name: string; place: string; schema: string; words: string }[];
  body: string;
  /** `200`, `409` … with what each means. */
  answers: { status: string; words: string; schema: string }[];
  curl: string;
}

/** Those in whose method, path or summary every word occurs, in any case. */
export function matching(rows: readonly OperationRow[], search: string): OperationRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ method, path, summary }) => {
    const text = `${method} ${path} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
