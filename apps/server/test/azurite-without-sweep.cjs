/**
 * For Azurite, before it starts: it looks every ten minutes for bytes that no blob has any more, and answers nothing
 * meanwhile. With tens of thousands of blobs it does not come to an end.
 */
require('azurite/dist/src/blob/utils/constants').DEFAULT_GC_INTERVAL_MS = 2 ** 31 - 1;
