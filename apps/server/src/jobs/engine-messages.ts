import type { JobCode } from '@taleport/contracts/jobs';

type EngineCode = Exclude<JobCode, 'storage_full'>;

const messages: Readonly<Record<string, Readonly<Record<EngineCode, string>>>> = {
  en: {
    internal_error:
      'Something went wrong on our side. Try again; if it happens again, tell your administrator.',
    worker_lost:
      'The server stopped several times in the middle of this job. Try again; if it happens again, tell your administrator.',
    waited_too_long:
      'Nobody got to this job for too long, so it was given up. Try again; if it happens again, tell your administrator.',
  },
  ro: {
    internal_error:
      'Ceva nu a mers la noi. Încearcă din nou; dacă se repetă, anunță administratorul.',
    worker_lost:
      'Serverul s-a oprit de mai multe ori în timpul acestei operații. Încearcă din nou; dacă se repetă, anunță administratorul.',
    waited_too_long:
      'Nimeni nu a ajuns la această operație prea mult timp, așa că a fost oprită. Încearcă din nou; dacă se repetă, anunță administratorul.',
  },
  hu: {
    internal_error:
      'Nálunk történt hiba. Próbálja újra; ha ismét előfordul, szóljon a rendszergazdának.',
    worker_lost:
      'A kiszolgáló többször leállt a művelet közben. Próbálja újra; ha ismét előfordul, szóljon a rendszergazdának.',
    waited_too_long:
      'Túl sokáig nem került sorra ez a művelet, ezért lezárult. Próbálja újra; ha ismét előfordul, szóljon a rendszergazdának.',
  },
};

/** What the engine itself says to the user of a job, in the language of the job's locale or in English. */
export function engineMessage(code: EngineCode, locale: string): string {
  const language = locale.split('-')[0] ?? '';
  const found = Object.hasOwn(messages, language) ? messages[language] : messages.en;
  return found?.[code] ?? code;
}
