import account from './account.json' with { type: 'json' };
import admin from './admin.json' with { type: 'json' };
import catalogue from './catalogue.json' with { type: 'json' };
import editor from './editor.json' with { type: 'json' };
import exportTexts from './export.json' with { type: 'json' };
import fork from './fork.json' with { type: 'json' };
import frame from './frame.json' with { type: 'json' };
import importTexts from './import.json' with { type: 'json' };
import jobs from './jobs.json' with { type: 'json' };
import library from './library.json' with { type: 'json' };
import notFound from './not-found.json' with { type: 'json' };
import problems from './problems.json' with { type: 'json' };
import publish from './publish.json' with { type: 'json' };
import reader from './reader.json' with { type: 'json' };
import signIn from './sign-in.json' with { type: 'json' };

export const texts = {
  account,
  admin,
  catalogue,
  editor,
  export: exportTexts,
  fork,
  frame,
  import: importTexts,
  jobs,
  library,
  notFound,
  problems,
  publish,
  reader,
  signIn,
};
