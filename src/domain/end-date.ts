/** Whether the end date has come. Apart from the other conditions, which read addresses: consoles ask this alone. */
export const hasEnded = ({ endAt }: { endAt?: Date }, now: Date) => endAt !== undefined && endAt <= now;
