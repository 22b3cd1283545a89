import { posix } from 'node:path';
import type { Finding, RepositoryFile, Rule } from './repository-files.ts';

const NAMED_BY_US = /\.([cm]?[jt]s|html|css|scss|sh|md)$/;
const KEBAB_CASE = /^[._]?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const ROOT_DOCUMENT = /^[A-Z]+\.md$/;
const SAYS_NOTHING = /^(common|helpers?|misc|types|utils?)$|-(helpers?|utils?)$/;
const MIGRATION = /^V(\d{4})__[a-z0-9]+(_[a-z0-9]+)*\.sql$/;

export const nameRules: Rule[] = [
  {
    name: 'files and folders are named in kebab-case',
    find: (files) =>
      files
        .filter((file) => NAMED_BY_US.test(file.path))
        .flatMap((file) =>
          file.path
            .split('/')
            .filter((name) => !KEBAB_CASE.test(name) && !ROOT_DOCUMENT.test(name))
            .map((name) => finding(file.path, `${name} is not kebab-case`)),
        ),
  },
  {
    name: 'a name says what is inside',
    find: (files) =>
      files
        .filter((file) => NAMED_BY_US.test(file.path))
        .flatMap((file) =>
          file.path
            .split('/')
            .filter((name) => SAYS_NOTHING.test(name.replace(/\..*$/, '')))
            .map((name) => finding(file.path, `${name} says nothing about what is inside`)),
        ),
  },
  {
    name: 'migrations are named V0001__snake_case.sql and numbered without gaps',
    find: (files) => findMisnumbered(files.filter(isMigration)),
  },
];

function isMigration(file: RepositoryFile): boolean {
  return /^apps\/server\/migrations\/.*\.sql$/.test(file.path);
}

function findMisnumbered(migrations: RepositoryFile[]): Finding[] {
  const paths = migrations.map((file) => file.path).sort();
  return paths.flatMap((path, index) => {
    const number = MIGRATION.exec(posix.basename(path))?.[1];
    if (!number) return [finding(path, 'is not named V0001__snake_case.sql')];
    if (Number(number) === index + 1) return [];
    return [finding(path, `has number ${number} where ${index + 1} is next`)];
  });
}

function finding(path: string, message: string): Finding {
  return { path, line: 1, message };
}
