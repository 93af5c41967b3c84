/** A password that the hub's console made up for somebody. */
export interface GivenPassword {
  name: string;
  password: string;
}

/** What an action has answered, when it made a password up; what somebody typed is never sent back. */
export function madePasswordIn(data: Record<string, unknown> | undefined): GivenPassword | undefined {
  const made = data?.['made'];
  if (typeof made !== 'object' || made === null || !('name' in made) || !('password' in made))
    return undefined;
  const { name, password } = made;
  return typeof name === 'string' && typeof password === 'string' ? { name, password } : undefined;
}
