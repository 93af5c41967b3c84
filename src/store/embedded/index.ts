export { startEmbeddedStore, type EmbeddedStore, type EmbeddedStoreOptions } from './start.ts';
export { restoreEmbeddedStore } from './restore.ts';
export { copyStore, type CopyProgress, type CopyRequest } from './copy-store.ts';
export { findRunningStore } from './running.ts';
export { backupStore } from './backup.ts';
export { lastBackup, storeBytes, type WrittenBackup } from './files.ts';
