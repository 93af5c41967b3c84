import type { Actor } from '#domain/entities.ts';
import type { Hub } from '#hub/hub.ts';
import type { ErrorCode, FieldProblem } from '#protocol/errors.ts';

declare global {
  namespace App {
    interface Locals {
      hub: Hub;
      actor?: Actor;
    }
    interface Error {
      message: string;
      code?: ErrorCode;
      fields?: readonly FieldProblem[];
    }
  }
}

export {};
