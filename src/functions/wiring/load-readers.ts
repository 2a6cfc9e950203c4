import { loadOnce } from '../../hook/load-once.ts';

/** What is being deployed and how it is reached; brings the SDK, so it is loaded when it is first needed and not during init. */
export const loadReaders = loadOnce(async () => (await import('../lazy/aws-readers.ts')).awsReaders());
