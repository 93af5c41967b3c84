import { describe, expect, test } from 'vitest';
import {
  leastRole,
  may,
  VERBS,
  verbToCancel,
  verbToDeploy,
  verbToRetry,
  type Verb,
} from '#domain/permission.ts';
import { Role } from '#protocol/role.ts';

/** The whole table, one line for each verb: viewer, support, operator, admin. */
const MATRIX: Record<Verb, [viewer: boolean, support: boolean, operator: boolean, admin: boolean]> = {
  read: [true, true, true, true],
  'content.read': [true, true, true, true],
  'computer.timeline': [true, true, true, true],
  'computer.inventory': [false, true, true, true],
  'computer.notes': [false, true, true, true],
  'computer.power': [false, true, true, true],
  'computer.wakeOne': [false, true, true, true],
  'computer.wake': [false, false, true, true],
  'computer.secureOn': [false, false, true, true],
  'computer.delete': [false, false, true, true],
  'computer.powerMany': [false, false, true, true],
  'computer.messageMany': [false, false, true, true],
  'computer.message': [false, true, true, true],
  'job.cancel': [false, true, true, true],
  'job.retry': [false, true, true, true],
  'deployment.createForOne': [false, true, true, true],
  'deployment.create': [false, false, true, true],
  'deployment.cancel': [false, false, true, true],
  'deployment.edit': [false, false, true, true],
  'deployment.pause': [false, false, true, true],
  'deployment.retry': [false, false, true, true],
  'installation.add': [false, true, true, true],
  'installation.removeForOne': [false, true, true, true],
  'installation.remove': [false, false, true, true],
  'package.write': [false, false, true, true],
  'package.delete': [false, false, true, true],
  'filter.write': [true, true, true, true],
  'filter.share': [false, false, true, true],
  'group.write': [false, false, true, true],
  'enrolment.read': [false, false, false, true],
  'enrolment.write': [false, false, false, true],
  'user.read': [false, false, false, true],
  'user.write': [false, false, false, true],
  'apiToken.read': [false, false, false, true],
  'apiToken.write': [false, false, false, true],
  'audit.read': [false, false, false, true],
  'settings.read': [false, false, false, true],
  'settings.write': [false, false, false, true],
  'system.read': [false, false, false, true],
};

describe('[A1] who may do what', () => {
  test.each(VERBS)('%s', (verb) => {
    expect(Role.options.map((role) => may(role, verb))).toEqual(MATRIX[verb]);
  });

  test('every verb stands in the table', () => {
    expect(VERBS.toSorted()).toEqual(Object.keys(MATRIX).toSorted());
  });

  test.each(VERBS)('a role has %s when a lesser one has it', (verb) => {
    const allowed = Role.options.map((role) => may(role, verb));
    expect(allowed).toEqual(allowed.toSorted((one, other) => Number(one) - Number(other)));
  });

  test.each(VERBS)('the role that is named for %s is the least that has it', (verb) => {
    expect(leastRole(verb)).toBe(Role.options.find((role) => may(role, verb)));
  });
});

test.each([
  ['one computer', 1, true],
  ['two computers', 2, false],
  ['none, which is no computer', 0, false],
  ['ten thousand', 10_000, false],
])('[A2] support staff deploy, retry and cancel on %s', (_, computers, allowed) => {
  expect(may('support', verbToDeploy(computers))).toBe(allowed);
  expect(may('support', verbToRetry(computers))).toBe(allowed);
  expect(may('support', verbToCancel(computers))).toBe(allowed);
  expect(may('operator', verbToDeploy(computers))).toBe(true);
  expect(may('viewer', verbToDeploy(computers))).toBe(false);
});
