import { Refusal } from '#protocol/errors.ts';
import { parse } from '#protocol/parse.ts';
import { CreateUser } from '#protocol/requests.ts';
import { audit, permit } from '../actor.ts';
import type { HubContext } from '../hub-context.ts';
import type { Commands } from '../hub.ts';
import { hashPassword } from '../passwords.ts';
import { userView } from '../views/entity-views.ts';

export function createUserCommand(context: HubContext): Commands['createUser'] {
  return async (actor, input) => {
    const { name, password, role } = parse(CreateUser, input);
    permit(actor, 'user.write');
    const { store, clock } = context;
    if ((await store.access.findUserByName(name)) !== undefined) throw new Refusal('nameTaken');
    const user = await store.access.insertUser({
      id: store.newId(),
      name,
      role,
      passwordHash: await hashPassword(password),
      createdAt: clock.now(),
    });
    await audit(context, actor, {
      verb: 'user.create',
      subject: { kind: 'user', id: user.id, name },
      detail: role,
    });
    return userView(user);
  };
}
