/** Scripts that run from right to left (CLDR, scriptMetadata.txt), and the Nastaliq variant of the Arabic one. */
const rightToLeftScripts = new Set(
  (
    'Adlm Arab Aran Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb Nbat ' +
    'Nkoo Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Thaa Yezi'
  ).split(' '),
);

/** `rtl` for a language that is written from right to left (by its likely script, CLDR), `ltr` otherwise. */
export function textDirection(tag: string): 'ltr' | 'rtl' {
  return rightToLeftScripts.has(likelyScript(tag)) ? 'rtl' : 'ltr';
}

function likelyScript(tag: string): string {
  try {
    return new Intl.Locale(tag).maximize().script ?? '';
  } catch {
    // RFC 5646 allows tags, such as private ones, that Intl does not know.
    return '';
  }
}
