const { createRequire } = require('node:module');

/**
 * For Azurite, before it starts. Its look every ten minutes for bytes that no blob has any more does not come to an end with
 * tens of thousands of blobs.
 */
require('azurite/dist/src/blob/utils/constants').DEFAULT_GC_INTERVAL_MS = 2 ** 31 - 1;

const asAzurite = createRequire(require.resolve('azurite/package.json'));
const { Collection, Resultset } = asAzurite('lokijs');

/** Only the first field of a query finds its index, and that is the account, which all blobs have in common. */
const telling = ['id', 'blobName', 'name'];
const findInItsOrder = Resultset.prototype.find;
Resultset.prototype.find = function find(query, isFirstOnly) {
  const first = telling.find((field) => typeof query?.[field] === 'string');
  const ordered = first === undefined ? query : { [first]: query[first], ...query };
  return findInItsOrder.call(this, ordered, isFirstOnly);
};

/** Removed together, they would have every index sorted again. */
Collection.prototype.findAndRemove = function findAndRemove(query) {
  for (const found of this.find(query)) this.remove(found);
};
