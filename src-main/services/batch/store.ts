/** Store: the list of batches, for the hosts. */

export { Batches, openBatches } from '../../library/batches/batches.ts';
