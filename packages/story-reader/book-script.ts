import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export { type BookContent, bookContentId } from './src/book-content.ts';

/**
 * The classic script that makes a book of a page: it stands in the body behind the element with the content, before the plain
 * story, and holds no `</script`. It is made from `src/book.ts` by `npm run build`, and committed: a server has no bundler, and
 * all servers of one version put the same bytes into a package.
 */
export const bookScript = readFileSync(join(import.meta.dirname, 'bundle/book.js.txt'), 'utf8');
