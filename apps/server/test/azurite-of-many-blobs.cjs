const { createRequire } = require('node:module');

/**
 * For Azurite, before it starts. With tens of thousands of blobs it would look at each of them for each request, since only
 * the first field of a query finds its index, and that is the account; and the look that it takes every ten minutes for bytes
 * that no blob has any more would not come to an end.
 */
require('azurite/dist/src/blob/utils/constants').DEFAULT_GC_INTERVAL_MS = 2 ** 31 - 1;

const asAzurite = createRequire(require.resolve('azurite/package.json'));
const { Collection } = asAzurite('lokijs');
const telling = ['id', 'blobName', 'name'];

for (const method of ['find', 'findOne', 'findAndRemove']) {
  const inItsOrder = Collection.prototype[method];
  Collection.prototype[method] = function (query) {
    const first = telling.find((field) => typeof query?.[field] === 'string');
    const ordered = first === undefined ? query : { [first]: query[first], ...query };
    return inItsOrder.call(this, ordered);
  };
}
