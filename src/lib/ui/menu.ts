import type { Component } from 'svelte';
import type { LucideProps } from '@lucide/svelte';

export interface MenuItem {
  name: string;
  icon?: Component<LucideProps, object, ''>;
  /** One of both. */
  run?: () => void;
  href?: string;
  /** The true reason why it cannot be used now: shown under its name. */
  disabledReason?: string | undefined;
  dangerous?: boolean;
  /** Present and false: can be ticked and is not. */
  checked?: boolean;
  /** A line above it. */
  apart?: boolean;
}
