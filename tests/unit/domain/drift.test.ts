import { describe, expect, it } from 'vitest';
import { driftOf, isDrifted, ruleOfCopy } from '#domain/drift.ts';
import type { Software } from '#protocol/inventory.ts';

const THEN = new Date('2026-05-04T12:00:00.000Z');
const after = (seconds: number) => new Date(THEN.getTime() + seconds * 1000);
const installation = { installedAt: THEN };
const matching = (versionPattern: string, version = '1.10') => ({
  version,
  softwareMatch: { namePattern: 'tool*', versionPattern },
});
const list = (...software: Software) => ({ software, at: after(1) });
const RULE = { version: '1.10', softwareMatch: { namePattern: 'tool*' } };

describe('drift', () => {
  it.each([
    ['tool', '1.10', 'ok'],
    ['TOOL-cli', '1.10', 'ok'],
    ['a tool', '1.10', 'missing'],
    ['tool', '1.1', 'otherVersion'],
    ['tool', '1.10-2', 'otherVersion'],
  ])('[I1] %s %s, where `tool*` in the own version is looked for: %s', (name, version, state) => {
    expect(driftOf(installation, RULE, list({ name, version })).state).toBe(state);
  });

  it.each([
    ['1.10*', '1.10-2', 'ok'],
    ['1.10-?', '1.10-2', 'ok'],
    ['1.10-?', '1.10-21', 'otherVersion'],
    ['*', 'whatever', 'ok'],
    ['1.X', '1.x', 'ok'],
  ])('[I1] the version pattern %s, and %s is listed: %s', (versionPattern, version, state) => {
    const drift = driftOf(installation, matching(versionPattern), list({ name: 'tool', version }));
    expect(drift.state).toBe(state);
  });

  it('[I2] one fitting entry is enough, whatever else is listed', () => {
    const facts = list({ name: 'tool', version: '2' }, { name: 'tool-data', version: '1.10' });
    expect(driftOf(installation, RULE, facts)).toStrictEqual({ state: 'ok' });
  });

  it('[I2] another version is named: the first that is listed', () => {
    const facts = list(
      { name: 'x', version: '9' },
      { name: 'tool', version: '2' },
      { name: 'tool', version: '3' },
    );
    expect(driftOf(installation, RULE, facts)).toStrictEqual({ state: 'otherVersion', found: '2' });
  });

  it('[I2] an empty list has nothing', () => {
    expect(driftOf(installation, RULE, list())).toStrictEqual({ state: 'missing' });
  });

  it('[I3] nothing is known without a rule, or without a list', () => {
    expect(driftOf(installation, undefined, list())).toStrictEqual({ state: 'unknown' });
    expect(driftOf(installation, { version: '1.10' }, list())).toStrictEqual({ state: 'unknown' });
    expect(driftOf(installation, RULE, undefined)).toStrictEqual({ state: 'unknown' });
  });

  it('[I3] a list from before the installation confirms, but does not contradict', () => {
    const old = { at: after(-1) };
    const there = [{ name: 'tool', version: '1.10' }];
    expect(driftOf(installation, RULE, { ...old, software: there })).toStrictEqual({ state: 'ok' });
    expect(driftOf(installation, RULE, { ...old, software: [] })).toStrictEqual({ state: 'unknown' });
    const other = [{ name: 'tool', version: '1.9' }];
    expect(driftOf(installation, RULE, { ...old, software: other })).toStrictEqual({ state: 'unknown' });
    expect(driftOf(installation, RULE, { at: THEN, software: [] })).toStrictEqual({ state: 'missing' });
  });

  it('[I3] what a list that was cut lacks may be there all the same; what it holds counts', () => {
    const cut = (...software: Software) => ({ ...list(...software), isCut: true as const });
    expect(driftOf(installation, RULE, cut())).toStrictEqual({ state: 'unknown' });
    expect(driftOf({ ...installation, byHand: true }, RULE, cut())).toStrictEqual({ state: 'unknown' });
    const [own, other] = [
      { name: 'tool', version: '1.10' },
      { name: 'tool', version: '2' },
    ];
    expect(driftOf(installation, RULE, cut(own))).toStrictEqual({ state: 'ok' });
    expect(driftOf(installation, RULE, cut(other))).toStrictEqual({ state: 'otherVersion', found: '2' });
  });

  it('[I3] of a record by hand every list counts', () => {
    const byHand = { ...installation, byHand: true as const };
    expect(driftOf(byHand, RULE, { at: after(-1), software: [] })).toStrictEqual({ state: 'missing' });
  });

  it('[I4] drifted is what is missing or in another version', () => {
    const states = ['ok', 'missing', 'otherVersion', 'unknown'] as const;
    expect(states.filter((state) => isDrifted({ state }))).toStrictEqual(['missing', 'otherVersion']);
    expect(isDrifted(undefined)).toBe(false);
  });
});

describe('[M4] the rule of a copy', () => {
  it.each([
    ['1.*', '1.9', '2.0', undefined],
    ['1.*', '1.9', '1.10', '1.*'],
    ['2.*', '1.9', '2.0', '2.*'],
    ['2.*', '1.9', '3.0', '2.*'],
    ['1.9', '1.9', '2.0', undefined],
  ])('with the pattern %s, from %s to %s: %s', (pattern, from, to, kept) => {
    const versionPattern = kept === undefined ? {} : { versionPattern: kept };
    expect(ruleOfCopy(matching(pattern, from), to)).toStrictEqual({
      namePattern: 'tool*',
      ...versionPattern,
    });
  });

  it('without a pattern is the same rule, and none stays none', () => {
    expect(ruleOfCopy(RULE, '2')).toStrictEqual(RULE.softwareMatch);
    expect(ruleOfCopy({ version: '1' }, '2')).toBeUndefined();
  });
});
