/** Texts of the wire are bounded; those of the world are not. */
export const bounded = (text: string | undefined) => (text ?? '').trim().slice(0, 300);
